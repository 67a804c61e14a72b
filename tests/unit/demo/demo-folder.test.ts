import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

import { prepareDemo } from '../../../scripts/demo/demo.ts';
import { modeOf, temporaryFolder } from '../../support/temporary-folder.ts';

const nowMs = Date.parse('2026-03-02T09:00:00Z');
const folderVariables = /^(HOME|XDG_.*_HOME|QUOTA_TRAY_HOME|CODEX_HOME|CLAUDE_CONFIG_DIR|USERPROFILE|(LOCAL)?APPDATA)$/;

test('all files of the demo are in its folder, for its owner only', async () => {
  const folder = temporaryFolder();
  const demo = await prepareDemo(folder, () => nowMs);
  await demo.close();
  const folders = Object.entries(demo.environment).filter(([name]) => folderVariables.test(name));
  expect(folders.length).toBeGreaterThanOrEqual(8);
  for (const [, value] of folders) expect(path.relative(folder, value)).not.toMatch(/^\.\.|^$/);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(30);
  expect(new Set(files.map((file) => modeOf(path.join(file.parentPath, file.name))))).toEqual(new Set([0o600]));
});

test('the demo sends requests only to this computer', async () => {
  const demo = await prepareDemo(temporaryFolder(), () => nowMs);
  expect(new URL(demo.environment['QUOTA_TRAY_CLAUDE_BASE_URL'] ?? '').hostname).toBe('127.0.0.1');
  expect(demo.environment['QUOTA_TRAY_CODEX_BASE_URL']).toBe('');
  expect(demo.environment['NO_PROXY']).toContain('127.0.0.1');
  await demo.close();
});

test('the services of the demo end with it', async () => {
  const demo = await prepareDemo(temporaryFolder(), () => nowMs);
  const url = demo.environment['QUOTA_TRAY_CLAUDE_BASE_URL'] ?? '';
  expect((await fetch(url)).status).toBe(401);
  await demo.close();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});
