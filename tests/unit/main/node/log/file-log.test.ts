import fs from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { createFileLog } from '../../../../../main/node/log/file-log.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const canary = 'CaNaRy0123456789abcdef';
const nowMs = () => Date.UTC(2026, 10, 22, 0, 5);

function logIn(folder: string, maximumBytes?: number) {
  return createFileLog({ folder, nowMs, ...(maximumBytes === undefined ? {} : { maximumBytes }) });
}

const read = (folder: string) => fs.readFileSync(path.join(folder, 'quota-tray.log'), 'utf8');

test('lines have the time of the given clock and their weight, for the owner alone', () => {
  const folder = path.join(temporaryFolder(), 'logs');
  const log = logIn(folder);
  log.info('started');
  log.warn('100 % used, %s %d %o');
  log.error('failed');
  expect(read(folder).split(/\r?\n/)).toEqual([
    '2026-11-22T00:05:00.000Z info started',
    '2026-11-22T00:05:00.000Z warn 100 % used, %s %d %o',
    '2026-11-22T00:05:00.000Z error failed',
    '',
  ]);
  expect(modeOf(folder)).toBe(0o700);
  expect(modeOf(path.join(folder, 'quota-tray.log'))).toBe(0o600);
});

test('no secret of a message, an error, its cause or its members reaches the file', () => {
  const folder = temporaryFolder();
  const cause = Object.assign(new Error(`cause: {"access_token":"${canary}"}`), { code: 'ECONNRESET' });
  const error = Object.assign(new Error(`Bearer ${canary}`, { cause }), {
    config: { headers: { Authorization: canary } },
    response: canary,
  });
  const log = logIn(folder);
  log.error(`asked with sk-${canary}`, error);
  log.error('odd', `Cookie: ${canary}`);
  log.error('odder', { token: canary });
  const text = read(folder);
  expect(text).not.toContain(canary);
  expect(text).toContain('[ECONNRESET] Error: cause');
  expect(text).toContain('odder\n  (object)');
});

test('a message cannot forge another line', () => {
  const folder = temporaryFolder();
  logIn(folder).info('name\r\n2026-11-22T00:05:00.000Z error forged\u001b[31m\u2028x');
  expect(read(folder).trimEnd()).toBe(
    '2026-11-22T00:05:00.000Z info name 2026-11-22T00:05:00.000Z error forged [31m x',
  );
});

test('an error and its cause cannot forge another line', () => {
  const folder = temporaryFolder();
  const forged = 'x\n2026-11-22T00:05:00.000Z error forged\u001B[31m\r\u0000\u2028';
  const log = logIn(folder);
  log.error('failed', new Error(forged, { cause: new Error(forged) }));
  log.error('failed', forged);
  const lines = read(folder).trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('2026-')).map((line) => line.slice(25))).toEqual([
    'error failed',
    'error failed',
  ]);
  expect(lines.filter((line) => line.includes('forged'))).toHaveLength(3);
  expect(read(folder)).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029]/u);
});

test('a log that others can read is closed to them', () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'quota-tray.log'), '', { mode: 0o644 });
  logIn(folder).info('started');
  if (process.platform !== 'win32') expect(modeOf(path.join(folder, 'quota-tray.log'))).toBe(0o600);
});

test('a full file becomes the old one, and there are never more than two', () => {
  const folder = temporaryFolder();
  const log = logIn(folder, 1000);
  for (let line = 0; line < 100; line += 1) {
    log.info(`line ${line}`);
  }
  expect(fs.readdirSync(folder).sort()).toEqual(['quota-tray.log', 'quota-tray.old.log']);
  expect(read(folder)).toContain('line 99');
  for (const name of fs.readdirSync(folder)) {
    expect(fs.statSync(path.join(folder, name)).size).toBeLessThan(1100);
    expect(modeOf(path.join(folder, name))).toBe(0o600);
  }
});

test('a folder that cannot be made costs the lines and nothing else; the console stays empty', () => {
  const write = vi.spyOn(process.stdout, 'write');
  const writeError = vi.spyOn(process.stderr, 'write');
  const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
  const blocked = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(blocked, '');
  const log = logIn(path.join(blocked, 'logs'));
  log.error('lost', new Error('made-up fault'));
  logIn(temporaryFolder()).error('kept');
  const calls = [write, writeError, ...consoles].map((spy) => spy.mock.calls.length);
  vi.restoreAllMocks();
  expect(calls).toEqual([0, 0, 0, 0, 0, 0, 0]);
});
