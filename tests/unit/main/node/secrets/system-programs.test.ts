import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMacosKeyStore } from '../../../../../main/node/secrets/macos-keychain.ts';
import { createSecretFile } from '../../../../../main/node/secrets/secret-file.ts';
import { createWindowsKeyStore } from '../../../../../main/node/secrets/windows-dpapi.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const canary = 'deadbeefcafe0123';

/** A stand-in for a system's program; it writes its arguments down, one line a call. */
function program(folder: string, script: string): string {
  const command = path.join(folder, 'program');
  fs.writeFileSync(command, `#!${process.execPath}\n${script}`, { mode: 0o700 });
  return command;
}

/** `security` as far as the app speaks to it, with its items in a file. */
function security(folder: string): string {
  const items = JSON.stringify(path.join(folder, 'items.json'));
  const calls = JSON.stringify(path.join(folder, 'calls.txt'));
  return program(
    folder,
    `const fs = require('node:fs');
const args = process.argv.slice(2);
fs.appendFileSync(${calls}, args.join(' ') + '\\n');
const load = () => { try { return JSON.parse(fs.readFileSync(${items}, 'utf8')); } catch { return {}; } };
const save = (all) => fs.writeFileSync(${items}, JSON.stringify(all));
if (args[0] === '-i') {
  const line = fs.readFileSync(0, 'utf8');
  const found = /^add-generic-password -U -s "([^"]*)" -a "([^"]*)" -l "[^"]*" -X ([0-9a-f]+)\\n$/.exec(line);
  if (found) save({ ...load(), [found[1] + '|' + found[2]]: Buffer.from(found[3], 'hex').toString() });
} else if (args[0] === 'show-keychain-info') {
  process.exit(0);
} else {
  const name = args[args.indexOf('-s') + 1] + '|' + args[args.indexOf('-a') + 1];
  const all = load();
  if (!(name in all)) process.exit(44);
  if (args[0] === 'find-generic-password') console.log(all[name]);
  if (args[0] === 'delete-generic-password') { delete all[name]; save(all); }
}`,
  );
}

describe.skipIf(process.platform === 'win32')('the Keychain of macOS', () => {
  it('keeps, gives back and deletes a key that looks like hex, and no argument holds it', async () => {
    const folder = temporaryFolder();
    const store = createMacosKeyStore({ owner: 'home', command: security(folder) });
    expect(await store.state()).toBe('ready');
    expect(await store.get('a:1')).toEqual({ kind: 'missing' });
    expect(await store.set('a:1', canary)).toBe('kept');
    expect(await store.get('a:1')).toEqual({ kind: 'value', value: canary });
    expect(await store.delete('a:1')).toBe('gone');
    expect(await store.delete('a:1')).toBe('gone');
    expect(await store.get('a:1')).toEqual({ kind: 'missing' });
    const calls = fs.readFileSync(path.join(folder, 'calls.txt'), 'utf8');
    expect(calls).toContain('-a home/a:1');
    expect(calls).not.toContain(canary);
    expect(calls).not.toContain(Buffer.from(canary).toString('hex'));
  });

  it.each([
    ['a refusal', 'process.exit(36)', 'locked'],
    ['a write that tells no failure', 'process.exit(process.argv[2] === "-i" ? 0 : 44)', 'failed'],
    ['an endless answer', 'for (;;) require("node:fs").writeSync(1, "x".repeat(9999))', 'locked'],
  ])('%s keeps nothing', async (_name, script, outcome) => {
    const store = createMacosKeyStore({ owner: 'home', command: program(temporaryFolder(), script) });
    expect(await store.set('a:1', canary)).toBe(outcome);
  });

  it('a question that nobody answers ends', async () => {
    const command = program(temporaryFolder(), 'setTimeout(() => {}, 600_000)');
    const store = createMacosKeyStore({ owner: 'home', command, answerMs: 30, promptMs: 30 });
    expect(await store.state()).toBe('locked');
    expect(await store.get('a:1')).toEqual({ kind: 'unreadable' });
    expect(await store.set('a:1', canary)).toBe('locked');
    expect(await store.delete('a:1')).toBe('failed');
  });
});

describe.skipIf(process.platform === 'win32')('the Data Protection API of Windows', () => {
  const turn = `const { readFileSync } = require('node:fs');
const script = Buffer.from(process.argv.at(-1), 'base64').toString('utf16le');
const given = Buffer.from(readFileSync(0, 'utf8'), 'base64');
if (!/::(Protect|Unprotect)\\(/.test(script) || script.includes('${canary}')) process.exit(1);
process.stdout.write(Buffer.from(given.map((byte) => byte ^ 0x5a)).toString('base64'));`;

  it('seals a key into the file and opens it again', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'secrets.json');
    const store = createWindowsKeyStore({
      file: createSecretFile({ file, report: () => undefined }),
      command: program(folder, turn),
    });
    expect(await store.get('a:1')).toEqual({ kind: 'missing' });
    expect(await store.set('a:1', canary)).toBe('kept');
    const text = fs.readFileSync(file, 'utf8');
    expect(text).toContain('"sealed"');
    expect(text).not.toContain(Buffer.from(canary).toString('base64'));
    expect(await store.get('a:1')).toEqual({ kind: 'value', value: canary });
    expect(await store.delete('a:1')).toBe('gone');
    expect(await store.get('a:1')).toEqual({ kind: 'missing' });
  });

  it.each([
    ['a program that is not there', null],
    ['a refusal', 'process.exit(1)'],
    ['chatter', 'console.log("not base64 at all!")'],
  ])('%s keeps nothing', async (_name, script) => {
    const folder = temporaryFolder();
    const command = script === null ? path.join(folder, 'absent') : program(folder, script);
    const file = createSecretFile({ file: path.join(folder, 'secrets.json'), report: () => undefined });
    expect(await createWindowsKeyStore({ file, command }).set('a:1', canary)).toBe('unavailable');
    expect(file.get('a:1')).toBe('missing');
  });
});
