import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SafeStorageLike } from '../../../../../main/electron/secrets/secret-protection.ts';
import { createSecretStore } from '../../../../../main/electron/secrets/secret-store.ts';

const canary = 'sk-canary-0123456789';

/** A keyring that turns bytes around, so that the test can tell sealed from open. */
const keyring: SafeStorageLike = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from(Buffer.from(text, 'utf8').map((byte) => byte ^ 0x5a)),
  decryptString: (sealed) => Buffer.from(sealed.map((byte) => byte ^ 0x5a)).toString('utf8'),
  getSelectedStorageBackend: () => 'gnome_libsecret',
};
const locked: SafeStorageLike = {
  ...keyring,
  isEncryptionAvailable: () => false,
  decryptString: () => {
    throw new Error('locked');
  },
};
const basicText: SafeStorageLike = { ...keyring, getSelectedStorageBackend: () => 'basic_text' };
const { getSelectedStorageBackend: _newer, ...olderVersion } = keyring;

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'secrets-'));
  file = path.join(folder, 'secrets.json');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const store = (storage: SafeStorageLike, hasAgreed = false) =>
  createSecretStore({ file, allowUnprotected: () => hasAgreed, nowMs: () => 0, storage, platform: 'linux' });

describe('how well a secret is kept', () => {
  it.each([
    ['a keyring that answers', keyring, 'protected'],
    ['a version that does not name its keyring', olderVersion, 'protected'],
    ['a constant key', basicText, 'unprotected'],
    ['a keyring that does not answer', locked, 'unavailable'],
  ] as const)('with %s', (_name, storage, expected) => {
    expect(store(storage).protection()).toBe(expected);
  });
});

describe('the secret store', () => {
  it('gives back what it sealed, keeps it out of sight and its file to the owner', async () => {
    const secrets = store(keyring);
    expect(await secrets.set('codex:1', canary)).toEqual({ kind: 'kept', protection: 'protected' });
    expect(await store(keyring).get('codex:1')).toEqual({ kind: 'value', value: canary });
    const text = fs.readFileSync(file, 'utf8');
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString('base64'));
    if (process.platform !== 'win32') expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['unprotected', basicText],
    ['unavailable', locked],
  ] as const)('writes nothing where it would be %s, and says so', async (protection, storage) => {
    expect(await store(storage).set('codex:1', canary)).toEqual({ kind: 'refused', protection });
    expect(fs.existsSync(file)).toBe(false);
  });

  it.each([
    ['unprotected', basicText],
    ['unavailable', locked],
  ] as const)('keeps a secret %s once the person agreed', async (protection, storage) => {
    expect(await store(storage, true).set('codex:1', canary)).toEqual({ kind: 'kept', protection });
    expect(await store(storage).get('codex:1')).toEqual({ kind: 'value', value: canary });
  });

  it('says that a secret cannot be opened now, which is not the same as none', async () => {
    await store(keyring).set('codex:1', canary);
    expect(await store(locked).get('codex:1')).toEqual({ kind: 'unreadable' });
    expect(await store(locked).get('codex:2')).toEqual({ kind: 'missing' });
    expect(await store(locked).get('toString')).toEqual({ kind: 'missing' });
  });

  it('deletes one and keeps the others', async () => {
    const secrets = store(keyring);
    await secrets.set('codex:1', canary);
    await secrets.set('codex:2', 'other');
    expect(await secrets.delete('codex:1')).toBe(true);
    expect(await secrets.delete('codex:1')).toBe(true);
    expect(await secrets.get('codex:1')).toEqual({ kind: 'missing' });
    expect(await secrets.get('codex:2')).toEqual({ kind: 'value', value: 'other' });
  });

  it.each(['{ "version"', '{"version":9,"secrets":{}}', '[]'])(
    'sets a file that it does not understand aside instead of writing over it: %s',
    async (text) => {
      fs.writeFileSync(file, text);
      const secrets = store(keyring);
      expect(await secrets.get('codex:1')).toEqual({ kind: 'missing' });
      expect(await secrets.set('codex:1', canary)).toMatchObject({ kind: 'kept' });
      const aside = fs.readdirSync(folder).find((name) => name.includes('corrupt'));
      expect(fs.readFileSync(path.join(folder, aside ?? ''), 'utf8')).toBe(text);
    },
  );
});
