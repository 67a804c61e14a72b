import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isSameSecret, readSecret, ensureSecret } from '../../../../../main/node/api/secret-file.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const secretIn = (file: string, renew = false): string => {
  const outcome = ensureSecret(file, renew);
  if (outcome.kind !== 'secret') throw new Error('It was not kept.');
  return outcome.secret;
};

test('it is 32 random bytes, made at first use for its owner alone, and then stays', () => {
  const file = path.join(temporaryFolder(), 'state', 'api-token');
  expect(readSecret(file)).toBeNull();
  const secret = secretIn(file);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect([modeOf(file), modeOf(path.dirname(file))]).toEqual([0o600, 0o700]);
  expect([secretIn(file), readSecret(file)]).toEqual([secret, secret]);
  expect(secretIn(path.join(temporaryFolder(), 'api-token'))).not.toBe(secret);
});

test('renewed it is another, and the old one is nowhere', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'api-token');
  const old = secretIn(file);
  expect(secretIn(file, true)).not.toBe(old);
  expect(fs.readdirSync(folder)).toEqual(['api-token', 'locks']);
  expect(fs.readFileSync(file, 'utf8')).not.toContain(old);
});

test.each(['', 'short', 'x'.repeat(44), ' '.repeat(43)])(
  'what is no secret (%j) opens nothing and is made anew',
  (text) => {
    const file = path.join(temporaryFolder(), 'api-token');
    fs.writeFileSync(file, text);
    expect(readSecret(file)).toBeNull();
    expect(secretIn(file)).toMatch(/^[\w-]{43}$/);
  },
);

test('where nothing can be written there is none', () => {
  const file = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(file, '');
  expect(ensureSecret(path.join(file, 'api-token'))).toMatchObject({ kind: 'not-kept' });
});

test('secrets are the same only when every character is', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true);
  for (const other of ['', 'ab', 'abcd', 'ABC', 'abd']) expect(isSameSecret('abc', other)).toBe(false);
});
