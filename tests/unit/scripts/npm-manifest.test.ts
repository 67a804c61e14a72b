import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { npmManifest } from '../../../scripts/command-line/package.ts';
import { projectRoot } from '../../../scripts/process/project.ts';

const project = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as Parameters<
  typeof npmManifest
>[0];

it('the npm package names the repository that may publish it, and is not private', () => {
  const manifest = npmManifest(project);
  expect(manifest.repository).toEqual({ type: 'git', url: 'git+https://github.com/quota-tray/quota-tray.git' });
  expect(manifest).not.toHaveProperty('private');
  expect(manifest.version).toBe(project.version);
});
