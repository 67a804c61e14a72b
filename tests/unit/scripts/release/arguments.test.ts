import { describe, expect, it, vi } from 'vitest';
import { releaseRequest, type ReleaseRequest } from '../../../../scripts/release/arguments.ts';

describe('the arguments of release', () => {
  it.each<[string, ReleaseRequest]>([
    ['check', { kind: 'check', tag: null }],
    ['check --tag v1.2.3', { kind: 'check', tag: 'v1.2.3' }],
    ['prepare 1.2.3', { kind: 'prepare', version: '1.2.3', day: null }],
    ['prepare 1.2.3 --day 2026-12-01', { kind: 'prepare', version: '1.2.3', day: '2026-12-01' }],
    ['notes', { kind: 'notes' }],
    ['sbom release', { kind: 'sbom', folder: 'release' }],
    ['checksums release', { kind: 'checksums', folder: 'release' }],
    ['manifests release --output out', { kind: 'manifests', folder: 'release', output: 'out' }],
    ['smoke-image', { kind: 'smoke-image' }],
    ['smoke release', { kind: 'smoke', folder: 'release' }],
  ])('%s', (line, request) => {
    expect(releaseRequest(line.split(' '))).toEqual(request);
  });

  it.each([
    '',
    'publish',
    'check v1.2.3',
    'check --tag',
    'check --output out',
    'prepare',
    'notes 1.2.3',
    'smoke-image one',
    'checksums',
    'checksums one two',
    'manifests release',
    'smoke --unknown release',
  ])('"%s" is refused with the usage', (line) => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => releaseRequest(line.split(' ').filter(Boolean))).toThrow('Unknown arguments for release.');
    expect(stderr).toHaveBeenCalledWith(expect.stringContaining('usage: node scripts/run.cjs release'));
    stderr.mockRestore();
  });
});
