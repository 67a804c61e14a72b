import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { busVariant, type SessionBus } from '../../../../../main/node/desktop/session-bus.ts';
import { encryptedTransport } from '../../../../../main/node/secrets/secret-service-calls.ts';
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

type Connect = () => Promise<SessionBus | null>;

/** Everything that is said on the connections, asked and answered. */
function recorded(connect: Connect) {
  const calls: { readonly member: string; readonly body: readonly unknown[] | undefined; answer?: unknown }[] = [];
  const recording: Connect = async () => {
    const bus = await connect();
    return bus === null
      ? null
      : {
          ...bus,
          call: async (call) => {
            const said: (typeof calls)[number] = { member: call.member, body: call.body };
            calls.push(said);
            const answer = await bus.call(call);
            said.answer = answer;
            return answer;
          },
        };
  };
  return { connect: recording, said: () => calls };
}

/** Whether the bytes of the text went over the bus, wherever in an answer or a question. */
function isSaid(said: readonly unknown[], text: string): boolean {
  const wanted = Buffer.from(text);
  const has = (value: unknown): boolean => {
    if (Buffer.isBuffer(value)) return value.includes(wanted);
    if (typeof value === 'string') return value.includes(text);
    return typeof value === 'object' && value !== null && Object.values(value).some(has);
  };
  return said.some(has);
}

/** A service that answers the wish for an encrypted session so. */
function withAnswer(connect: Connect, answer: () => Promise<readonly unknown[]>): Connect {
  return async () => {
    const bus = await connect();
    if (bus === null) return null;
    return { ...bus, call: (call) => (call.body?.[0] === encryptedTransport ? answer() : bus.call(call)) };
  };
}

function withoutEncryption(connect: Connect): Connect {
  const type = 'org.freedesktop.DBus.Error.NotSupported';
  return withAnswer(connect, async () => Promise.reject(Object.assign(new Error('no'), { type })));
}

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

  it('nothing on the bus holds a key in clear, and what another program kept is read', async () => {
    const bus = await startPrivateBus();
    await startGnomeKeyring(bus, temporaryFolder(), true);
    const { connect, said } = recorded(bus.connect);
    const store = createSecretService({ owner: 'one', connect });
    const keys = ['', 'x', canary, 'ключ 🔑', 'long'.repeat(1000)];
    for (const key of keys) {
      expect(await store.set('x:1', key)).toBe('kept');
      expect(await store.get('x:1')).toEqual({ kind: 'value', value: key });
    }
    expect(
      said()
        .filter(({ member }) => member === 'OpenSession')
        .map(({ body }) => body?.[0]),
    ).toEqual(keys.flatMap(() => [encryptedTransport, encryptedTransport]));
    expect(said().some(({ member }) => member === 'CreateItem')).toBe(true);
    expect(isSaid(said(), canary)).toBe(false);
    const plain = createSecretService({ owner: 'one', connect: withoutEncryption(bus.connect) });
    await store.set('x:1', canary);
    expect(await plain.get('x:1')).toEqual({ kind: 'value', value: canary });
  });

  it('a service that supports only the plain transport is asked in that', async () => {
    const bus = await startPrivateBus();
    await startGnomeKeyring(bus, temporaryFolder(), true);
    const { connect, said } = recorded(withoutEncryption(bus.connect));
    const store = createSecretService({ owner: 'one', connect });
    expect(await store.set('x:1', canary)).toBe('kept');
    expect(await store.get('x:1')).toEqual({ kind: 'value', value: canary });
    expect(isSaid(said(), canary)).toBe(true);
  });

  it.each([
    ['another refusal', async () => Promise.reject(Object.assign(new Error('no'), { type: 'org.example.No' }))],
    ['no number', async () => ['', '/session']],
    ['a number that is none of the group', async () => [await busVariant('ay', Buffer.from([1])), '/session']],
  ] as const)('%s sends no key in clear', async (_what, answer) => {
    const bus = await startPrivateBus();
    await startGnomeKeyring(bus, temporaryFolder(), true);
    const { connect, said } = recorded(withAnswer(bus.connect, answer));
    const store = createSecretService({ owner: 'one', connect });
    expect(await store.set('x:1', canary)).toBe('failed');
    expect(isSaid(said(), canary)).toBe(false);
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
