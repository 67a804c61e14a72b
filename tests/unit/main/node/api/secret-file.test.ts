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

test('a secret is 32 random bytes, created at the first use for its owner only, and then stays', () => {
  const file = path.join(temporaryFolder(), 'state', 'api-token');
  expect(readSecret(file)).toBeNull();
  const secret = secretIn(file);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect([modeOf(file), modeOf(path.dirname(file))]).toEqual([0o600, 0o700]);
  expect([secretIn(file), readSecret(file)]).toEqual([secret, secret]);
  expect(secretIn(path.join(temporaryFolder(), 'api-token'))).not.toBe(secret);
});

test('a renewed secret is another one, and the old one is gone', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'api-token');
  const old = secretIn(file);
  expect(secretIn(file, true)).not.toBe(old);
  expect(fs.readdirSync(folder)).toEqual(['api-token', 'locks']);
  expect(fs.readFileSync(file, 'utf8')).not.toContain(old);
});

test.each(['', 'short', 'x'.repeat(44), ' '.repeat(43)])(
  'an invalid secret (%j) gives no access and is replaced',
  (text) => {
    const file = path.join(temporaryFolder(), 'api-token');
    fs.writeFileSync(file, text);
    expect(readSecret(file)).toBeNull();
    expect(secretIn(file)).toMatch(/^[\w-]{43}$/);
  },
);

test('without a writable folder there is no secret', () => {
  const file = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(file, '');
  expect(ensureSecret(path.join(file, 'api-token'))).toMatchObject({ kind: 'not-kept' });
});

test('secrets are equal only if every character is', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true);
  for (const other of ['', 'ab', 'abcd', 'ABC', 'abd']) expect(isSameSecret('abc', other)).toBe(false);
});
