import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMacosKeychain, decodeAnswer } from '../../../../../main/node/credentials/keychain.ts';
import { temporaryFolder } from './temporary-home.ts';

const secret = '{"claudeAiOauth":{"accessToken":"tokeñ"}}';

async function ask(script: string, timeoutMs: number = 10_000) {
  const command = join(await temporaryFolder(), 'security');
  await writeFile(command, `#!/bin/sh\n${script}\n`);
  await chmod(command, 0o700);
  return createMacosKeychain({ command, timeoutMs }).read('Some service');
}

describe.skipIf(process.platform === 'win32')('Keychain of macOS', () => {
  test('it asks for the generic password of the service', async () => {
    expect(await ask('printf "%s|" "$@"')).toEqual({
      kind: 'text',
      text: 'find-generic-password|-s|Some service|-w|',
    });
  });

  test('an answer in hex is the same as one in plain text', async () => {
    const hex = Buffer.from(secret).toString('hex');
    expect(await ask(`echo ${hex}`)).toEqual({ kind: 'text', text: secret });
    expect(decodeAnswer(`0x${hex.toUpperCase()}\n`)).toBe(secret);
    expect(decodeAnswer(`${secret}\n`)).toBe(secret);
    expect(decodeAnswer('')).toBe('');
  });

  test.each([
    ['an item that is not there', 'exit 44', 'missing'],
    ['a refusal', 'echo "User interaction is not allowed" >&2; exit 36', 'unreadable'],
    ['an endless answer', 'yes 0123456789', 'unreadable'],
  ])('%s is told apart', async (_name, script, kind) => {
    expect(await ask(script)).toEqual({ kind });
  });

  test('a question that nobody answers ends', async () => {
    expect(await ask('exec sleep 600', 50)).toEqual({ kind: 'unreadable' });
  });

  test('no such command is unreadable, not a fault', async () => {
    const command = join(await temporaryFolder(), 'absent');
    expect(await createMacosKeychain({ command, timeoutMs: 1000 }).read('x')).toEqual({ kind: 'unreadable' });
  });
});
