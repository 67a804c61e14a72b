import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KeyStore, KeyStoreState, KeyStoreWriting } from '../../../../../main/node/secrets/key-store.ts';
import { createSecretFile } from '../../../../../main/node/secrets/secret-file.ts';
import { vaultOf } from '../../../../../main/node/secrets/vault.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const canary = 'sk-canary-0123456789';
const nowMs = () => Date.UTC(2026, 10, 22);

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

function open(store: KeyStore, allows = false, folder = temporaryFolder()) {
  const file = path.join(folder, 'secrets.json');
  const vault = vaultOf({ store, file: createSecretFile(file, nowMs), allowUnprotected: () => allows });
  return { vault, file, folder };
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

describe('the file of keys', () => {
  it('X-13: two processes that write at once lose nothing', () => {
    const file = path.join(temporaryFolder(), 'secrets.json');
    const [one, other] = [createSecretFile(file, nowMs), createSecretFile(file, nowMs)];
    for (let turn = 0; turn < 10; turn += 1) {
      one.put(`one:${turn}`, { form: 'open', base64: 'QQ==' });
      other.put(`other:${turn}`, { form: 'open', base64: 'Qg==' });
    }
    expect(one.get('other:9')).toEqual({ form: 'open', base64: 'Qg==' });
    expect(other.get('one:0')).toEqual({ form: 'open', base64: 'QQ==' });
  });

  it.each(['{"version":1,', '{"version":2,"secrets":{}}', '[]'])(
    '%j is set aside before it is written over',
    (text) => {
      const folder = temporaryFolder();
      const file = path.join(folder, 'secrets.json');
      fs.writeFileSync(file, text);
      const secrets = createSecretFile(file, nowMs);
      expect(secrets.get('a:1')).toBe('missing');
      expect(secrets.put('a:1', { form: 'open', base64: 'QQ==' })).toBe(true);
      const aside = fs.readdirSync(folder).find((name) => name.includes('corrupt'));
      expect(fs.readFileSync(path.join(folder, aside ?? ''), 'utf8')).toBe(text);
    },
  );

  it('that cannot be read is not written over', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a-file', 'secrets.json');
    fs.writeFileSync(path.join(folder, 'a-file'), '');
    const { vault } = {
      vault: vaultOf({
        store: storeIn('unavailable').store,
        file: createSecretFile(file, nowMs),
        allowUnprotected: () => true,
      }),
    };
    expect(await vault.set('a:1', canary)).toEqual({ kind: 'failed' });
    expect(await vault.get('a:1')).toEqual({ kind: 'unreadable' });
    expect(await vault.delete('a:1')).toBe(false);
  });
});
