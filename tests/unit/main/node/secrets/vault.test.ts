import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import type { KeyStore, KeyStoreState, KeyStoreWriting } from '../../../../../main/node/secrets/key-store.ts';
import { createSecretFile } from '../../../../../main/node/secrets/secret-file.ts';
import { vaultOf } from '../../../../../main/node/secrets/vault.ts';
import { holdLock, lockOf } from '../../../../../main/node/storage/process-lock.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const canary = 'sk-canary-0123456789';

/** A system's place for keys in memory, in one state. */
function storeIn(state: KeyStoreState, writing: KeyStoreWriting = state === 'unavailable' ? 'unavailable' : 'kept') {
  const keys = new Map<string, string>();
  const deleted: string[] = [];
  const store: KeyStore = {
    state: async () => state,
    get: async (name) => {
      const value = keys.get(name);
      if (state !== 'ready') return { kind: 'unreadable' };
      return value === undefined ? { kind: 'missing' } : { kind: 'value', value };
    },
    set: async (name, secret) => {
      if (writing === 'kept') keys.set(name, secret);
      return writing;
    },
    delete: async (name) => {
      deleted.push(name);
      if (state === 'unavailable') return 'unavailable';
      keys.delete(name);
      return state === 'locked' ? 'failed' : 'gone';
    },
  };
  return { store, keys, deleted };
}

function secretsIn(file: string, wait: { readonly waitMs?: number } = {}) {
  const problems: StorageProblem[] = [];
  const report = (problem: StorageProblem): void => void problems.push(problem);
  return { secrets: createSecretFile({ file, report, ...wait }), problems };
}

function open(store: KeyStore, allows = false, folder = temporaryFolder()) {
  const file = path.join(folder, 'secrets.json');
  const { secrets, problems } = secretsIn(file);
  const vault = vaultOf({ store, file: secrets, allowUnprotected: () => allows });
  return { vault, file, folder, problems };
}

describe('where the system has a place for keys', () => {
  it('keeps them there and in no file', async () => {
    const { store } = storeIn('ready');
    const { vault, folder } = open(store, true);
    expect(await vault.protection()).toBe('protected');
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'kept', protection: 'protected' });
    expect(await vault.get('a:1')).toEqual({ kind: 'value', value: canary });
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(await vault.delete('a:1')).toBe(true);
    expect(await vault.get('a:1')).toEqual({ kind: 'missing' });
  });

  it('says so when it stays locked, and writes nothing, whatever the settings allow', async () => {
    const { vault, folder } = open(storeIn('locked', 'locked').store, true);
    expect(await vault.protection()).toBe('locked');
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'refused', because: 'locked' });
    expect(await vault.get('a:1')).toEqual({ kind: 'unreadable' });
    expect(await vault.delete('a:1')).toBe(false);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('uses a file for a user who wants one, and takes the key out of it when the system keeps it', async () => {
    const { store, deleted } = storeIn('ready');
    const { vault, file } = open(store);
    expect(await vault.set('a:1', canary, { unprotected: true })).toEqual({ kind: 'kept', protection: 'unprotected' });
    expect(await vault.get('a:1')).toEqual({ kind: 'value', value: canary });
    expect(await vault.set('a:1', 'next')).toEqual({ kind: 'kept', protection: 'protected' });
    expect(fs.readFileSync(file, 'utf8')).not.toContain(Buffer.from(canary).toString('base64'));
    expect(await vault.get('a:1')).toEqual({ kind: 'value', value: 'next' });
    expect(await vault.delete('a:1')).toBe(true);
    expect(deleted).toEqual(['a:1']);
  });
});

describe('where the system has none', () => {
  it('refuses, and writes nothing', async () => {
    const { vault, folder } = open(storeIn('unavailable').store);
    expect(await vault.protection()).toBe('unavailable');
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'refused', because: 'unavailable' });
    expect(await vault.get('a:1')).toEqual({ kind: 'unreadable' });
    expect(await vault.delete('a:1')).toBe(false);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('keeps them in a file of the user’s alone, for one who agreed', async () => {
    const { vault, file } = open(storeIn('unavailable').store, true);
    expect(await vault.protection()).toBe('unprotected');
    expect(await vault.set('__proto__', 'odd name')).toEqual({ kind: 'kept', protection: 'unprotected' });
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'kept', protection: 'unprotected' });
    expect(modeOf(file)).toBe(0o600);
    expect(fs.readFileSync(file, 'utf8')).not.toContain(canary);
    expect(await vault.get('a:1')).toEqual({ kind: 'value', value: canary });
    expect(await vault.delete('a:1')).toBe(true);
    expect(fs.readFileSync(file, 'utf8')).not.toContain(Buffer.from(canary).toString('base64'));
  });

  it('does not start a place that sleeps to delete what lies in the file', async () => {
    const { store, deleted } = storeIn('startable');
    const { vault } = open(store);
    await vault.set('a:1', canary, { unprotected: true });
    expect(await vault.delete('a:1')).toBe(true);
    expect(deleted).toEqual([]);
  });
});

const kept = { form: 'open', base64: 'QQ==' } as const;

describe('the file of keys', () => {
  it('two that write at once lose nothing', async () => {
    const file = path.join(temporaryFolder(), 'secrets.json');
    const [one, other] = [secretsIn(file).secrets, secretsIn(file).secrets];
    const turns = Array.from({ length: 10 }, (_, turn) => turn);
    await Promise.all(turns.flatMap((turn) => [one.put(`one:${turn}`, kept), other.put(`other:${turn}`, kept)]));
    for (const turn of turns) {
      expect(one.get(`other:${turn}`)).toEqual(kept);
      expect(other.get(`one:${turn}`)).toEqual(kept);
    }
  });

  it.each([
    ['{"version":1,', 'key-file-unreadable', { kind: 'not-read', what: 'secrets', cause: 'corrupt' }],
    ['', 'key-file-unreadable', { kind: 'not-read', what: 'secrets', cause: 'corrupt' }],
    ['[]', 'key-file-unreadable', { kind: 'not-read', what: 'secrets', cause: 'corrupt' }],
    ['{"version":2,"secrets":{}}', 'key-file-newer', { kind: 'newer-version', what: 'secrets' }],
  ] as const)('%j says what is wrong with it, and no key is written over it', async (text, because, problem) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'secrets.json');
    fs.writeFileSync(file, text);
    const { vault, problems } = open(storeIn('unavailable').store, true, folder);
    expect(await vault.get('a:1')).toEqual({ kind: because });
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'refused', because });
    expect(await vault.delete('a:1')).toBe(false);
    expect(problems).toMatchObject([problem]);
    expect(fs.readdirSync(folder).filter((name) => name !== 'locks')).toEqual(['secrets.json']);
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
  });

  it('that is damaged hides no key that the system keeps, and a new key goes there', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'secrets.json');
    const { vault } = open(storeIn('ready').store, false, folder);
    await vault.set('a:1', canary);
    fs.writeFileSync(file, '{');
    expect(await vault.get('a:1')).toEqual({ kind: 'value', value: canary });
    expect(await vault.get('a:2')).toEqual({ kind: 'key-file-unreadable' });
    expect(await vault.set('a:2', canary)).toEqual({ kind: 'kept', protection: 'protected' });
    expect(fs.readFileSync(file, 'utf8')).toBe('{');
  });

  it('that another process holds for too long is busy, and nothing is written', async () => {
    const file = path.join(temporaryFolder(), 'secrets.json');
    const { secrets, problems } = secretsIn(file, { waitMs: 20 });
    const held = await holdLock(lockOf(file));
    const vault = vaultOf({ store: storeIn('unavailable').store, file: secrets, allowUnprotected: () => true });
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'refused', because: 'busy' });
    expect(problems).toEqual([{ kind: 'not-saved', what: 'secrets', cause: 'busy' }]);
    expect(fs.existsSync(file)).toBe(false);
    if ('release' in held) held.release();
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'kept', protection: 'unprotected' });
  });

  it('that cannot be read is not written over', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a-file', 'secrets.json');
    fs.writeFileSync(path.join(folder, 'a-file'), '');
    const { secrets } = secretsIn(file);
    const vault = vaultOf({ store: storeIn('unavailable').store, file: secrets, allowUnprotected: () => true });
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'failed' });
    expect(await vault.get('a:1')).toEqual({ kind: 'key-file-unreadable' });
    expect(await vault.delete('a:1')).toBe(false);
  });
});
