import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SessionBus } from '../../../../../main/node/desktop/session-bus.ts';
import { createSecretService } from '../../../../../main/node/secrets/secret-service.ts';
import { filesWith } from '../../../../e2e/state-files.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { hasKeyring, startGnomeKeyring, startPrivateBus } from './private-keyring.ts';

const canary = 'sk-canary-0123456789';

const silent: SessionBus = {
  call: () => new Promise(() => undefined),
  onSignal: () => new Promise(() => undefined),
  onLost: () => undefined,
  close: () => undefined,
};

describe('without a service', () => {
  it.each([
    ['no bus', async () => null],
    ['a bus that fails', async () => Promise.reject(new Error('no bus'))],
    ['a bus without the service', async () => ({ ...silent, call: async () => [false] })],
    [
      'a bus that closes in the middle',
      async () => ({ ...silent, call: async () => Promise.reject(new Error('gone')) }),
    ],
  ])('%s: nothing throws, and nothing is kept', async (what, connect) => {
    const store = createSecretService({ owner: 'o', connect });
    const isLost = what.includes('middle');
    expect(await store.state()).toBe(isLost ? 'locked' : 'unavailable');
    expect(await store.get('x:1')).toEqual({ kind: 'unreadable' });
    expect(await store.set('x:1', canary)).toBe(isLost ? 'locked' : 'unavailable');
    expect(await store.delete('x:1')).toBe(isLost ? 'failed' : 'unavailable');
  });

  it('a service that says nothing ends the wait, and the connection is closed', async () => {
    let closed = 0;
    const bus = { ...silent, close: () => void (closed += 1) };
    const store = createSecretService({ owner: 'o', connect: async () => bus, answerMs: 5, promptMs: 5 });
    expect(await store.state()).toBe('locked');
    expect(await store.get('x:1')).toEqual({ kind: 'unreadable' });
    expect(await store.set('x:1', canary)).toBe('locked');
    expect(await store.delete('x:1')).toBe('failed');
    expect(closed).toBe(4);
  });
});

describe.skipIf(!hasKeyring)('with a real GNOME keyring (skipped where it is not installed)', () => {
  it('keeps, replaces and forgets keys, each under its account and its state folder', async () => {
    const bus = await startPrivateBus();
    const home = temporaryFolder();
    const stop = await startGnomeKeyring(bus, home, true);
    const store = createSecretService({ owner: 'one', connect: bus.connect });
    expect(await store.state()).toBe('ready');
    expect(await store.get('x:1')).toEqual({ kind: 'missing' });
    expect(await store.set('x:1', 'first')).toBe('kept');
    expect(await store.set('x:1', canary)).toBe('kept');
    expect(await store.set('x:2', 'other')).toBe('kept');
    const another = createSecretService({ owner: 'two', connect: bus.connect });
    expect(await another.get('x:1')).toEqual({ kind: 'missing' });
    expect(await another.delete('x:1')).toBe('gone');
    expect(await store.get('x:1')).toEqual({ kind: 'value', value: canary });
    expect(await store.delete('x:1')).toBe('gone');
    expect(await store.get('x:1')).toEqual({ kind: 'missing' });
    expect(await store.get('x:2')).toEqual({ kind: 'value', value: 'other' });
    await stop();
    expect(await filesWith(home, [canary])).toEqual([]);
  });

  it('a locked keyring is said to be locked, reads as unreadable and asks nobody', async () => {
    const bus = await startPrivateBus();
    const home = temporaryFolder();
    mkdirSync(path.join(home, 'control'), { recursive: true });
    const stop = await startGnomeKeyring(bus, home, true);
    const store = createSecretService({ owner: 'one', connect: bus.connect, promptMs: 2_000 });
    expect(await store.set('x:1', canary)).toBe('kept');
    await stop();
    await startGnomeKeyring(bus, home, false);
    expect(await store.state()).not.toBe('ready');
    expect(await store.get('x:1')).toEqual({ kind: 'unreadable' });
    expect(await store.set('x:1', 'next')).toBe('locked');
  });
});
