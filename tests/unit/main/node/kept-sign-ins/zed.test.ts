import { describe, expect, it } from 'vitest';
import { parseZedSignIn, readZedKeyring } from '../../../../../main/node/kept-sign-ins/zed.ts';
import { createItem, defaultCollection, openSession } from '../../../../../main/node/secrets/secret-service-calls.ts';
import { temporaryFolder } from '../credentials/temporary-home.ts';
import { hasKeyring, type PrivateBus, startGnomeKeyring, startPrivateBus } from '../secrets/private-keyring.ts';

const locked = { kind: 'problem', problem: 'keyring-locked' };
const token = '{"version":2,"id":"client","token":"made-up"}';

async function put(bus: PrivateBus, label: string, attributes: Readonly<Record<string, string>>): Promise<void> {
  const connection = await bus.connect();
  const collection = connection === null ? null : await defaultCollection(connection);
  if (connection === null || collection === null) throw new Error('There is no keyring.');
  const item = { label, attributes, secret: token };
  expect(await createItem(connection, collection, await openSession(connection), item)).toBeNull();
  connection.close();
}

describe.skipIf(!hasKeyring)('the sign-in that Zed keeps in a real keyring', () => {
  it('is found under its name, with the id of the user before the token', async () => {
    const bus = await startPrivateBus();
    await startGnomeKeyring(bus, await temporaryFolder(), true);
    expect(await readZedKeyring(bus.connect)).toEqual({ kind: 'nothing' });
    await put(bus, 'another program', { url: 'https://zed.dev', username: 'other' });
    expect(await readZedKeyring(bus.connect)).toEqual({ kind: 'nothing' });
    await put(bus, 'zed-github-account', { url: 'https://zed.dev', username: '4711' });
    expect(await readZedKeyring(bus.connect)).toMatchObject({
      kind: 'signed-in',
      signIn: { token: `4711 ${token}`, owner: '4711', user: null, expiresAtMs: null },
    });
  }, 60_000);
});

describe('the sign-in of Zed', () => {
  it('is unknown without a keyring, and where the keyring does not answer', async () => {
    expect(await readZedKeyring(async () => null)).toEqual(locked);
    const call = () => Promise.reject(new Error('no'));
    const bus = { call, onSignal: async () => undefined, onLost: () => undefined, close: () => undefined };
    expect(await readZedKeyring(async () => bus)).toEqual(locked);
  });

  it.each([
    ['no user', undefined, token],
    ['a user with a line break inside', '47\n11', token],
    ['an empty token', '4711', ''],
    ['a token that no header can hold', '4711', 'a b'],
    ['a token that is too long', '4711', 'x'.repeat(20_000)],
  ])('with %s is not used', (_what, user, secret) => {
    expect(parseZedSignIn(user, secret)).toEqual({ kind: 'problem', problem: 'malformed' });
  });
});
