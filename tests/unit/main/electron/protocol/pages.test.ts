import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageFile } from '../../../../../main/electron/protocol/pages.ts';

const root = path.resolve('/srv/renderer');
const get = (url: string, method = 'GET') => pageFile(root, { method, url });

describe('the file for a request', () => {
  it('is in the folder, and has its type', () => {
    expect(get('app://quota-tray/panel.html')).toEqual({
      kind: 'file',
      file: path.join(root, 'panel.html'),
      contentType: 'text/html; charset=utf-8',
      cacheControl: 'no-store',
    });
  });

  it('may be cached forever if its name contains a hash', () => {
    expect(get('app://quota-tray/assets/panel-4f2a.js')).toMatchObject({
      contentType: 'text/javascript; charset=utf-8',
      cacheControl: expect.stringContaining('immutable') as string,
    });
  });

  it.each([
    ['a way up that is escaped', 'app://quota-tray/..%2f..%2fmain.js', 403],
    ['a way up that is escaped twice', 'app://quota-tray/%252e%252e/main.js', 403],
    ['a way up with backslashes', 'app://quota-tray/..%5Cmain.js', 403],
    ['an end mark in the name', 'app://quota-tray/panel.html%00.js', 403],
    ['an escape that is none', 'app://quota-tray/%E0%A4%A', 403],
    ['another scheme', 'file:///etc/passwd', 403],
    ['no address at all', 'panel.html', 403],
    ['another host', 'app://elsewhere/panel.html', 404],
    ['a host with a port', 'app://quota-tray:99/panel.html', 404],
    ['a source map', 'app://quota-tray/assets/panel-4f2a.js.map', 404],
    ['the folder itself', 'app://quota-tray/', 404],
  ])('is refused for %s', (_name, url, status) => {
    expect(get(url)).toEqual({ kind: 'refused', status });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('is refused for %s', (method) => {
    expect(get('app://quota-tray/panel.html', method)).toEqual({ kind: 'refused', status: 403 });
  });

  it('is never outside the folder', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '\\', '//', 'a.js', '%00'), fc.string());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const found = get(`app://quota-tray/${parts.join('/')}.js`);
        if (found.kind === 'file') expect(path.relative(root, found.file).split(path.sep)).not.toContain('..');
      }),
    );
  });
});
