import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCursorSignIn, readCursor } from '../../../../../main/node/kept-sign-ins/cursor.ts';
import { configPath } from '../../../../../main/node/kept-sign-ins/places.ts';
import { databaseOwner, settingsTable } from '../../../../support/foreign-database.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { madeUpJwt } from '../credentials/temporary-home.ts';

const expires = 1_900_000_000;
const token = madeUpJwt({ sub: 'auth0|user-1', exp: expires });

describe('the sign-in of Cursor', () => {
  it.skipIf(process.platform === 'win32')('is in the database of its settings', async () => {
    const homeFolder = temporaryFolder();
    const surroundings = { environment: {}, homeFolder, platform: 'linux' } as const;
    const place = '~/.config/Cursor/User/globalStorage/state.vscdb';
    expect(await readCursor(surroundings)).toEqual({ place, reading: { kind: 'nothing' } });
    const values = { 'cursorAuth/accessToken': token, 'cursorAuth/cachedEmail': 'ada@mail.test' };
    await databaseOwner(path.join(homeFolder, place.slice(2)), ...settingsTable(values));
    expect(await readCursor(surroundings)).toEqual({
      place,
      reading: {
        kind: 'signed-in',
        signIn: {
          ...{ token, expiresAtMs: (expires - 60) * 1000, isRenewable: false },
          ...{ owner: 'auth0|user-1', user: 'ada@mail.test' },
        },
      },
    });
  });

  it.each([
    ['linux', {}, '/home/ada/.config/Cursor'],
    ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/cfg/Cursor'],
    ['darwin', {}, '/home/ada/Library/Application Support/Cursor'],
    ['win32', {}, '\\home\\ada\\AppData\\Roaming\\Cursor'],
    ['win32', { APPDATA: 'D:\\Roaming' }, 'D:\\Roaming\\Cursor'],
  ] as const)('is below the folder of settings of %s with %j: %s', (platform, environment, expected) => {
    expect(configPath({ environment, homeFolder: '/home/ada', platform }, 'Cursor')).toBe(expected);
  });

  it.each<readonly [string, unknown]>([
    ['text', token],
    ['JSON text', JSON.stringify(token)],
    ['bytes of UTF-8', Buffer.from(token)],
    ['bytes of UTF-16', Buffer.from(token, 'utf16le')],
    ['a buffer', new Uint8Array(Buffer.from(token)).buffer],
  ])('may be stored as %s', (_form, accessToken) => {
    const reading = parseCursorSignIn({ accessToken, refreshToken: 'r' });
    expect(reading).toMatchObject({ kind: 'signed-in', signIn: { token, isRenewable: true, user: null } });
  });

  it.each<readonly [string, unknown, object]>([
    ['missing', undefined, { kind: 'nothing' }],
    ['empty', '', { kind: 'nothing' }],
    ['empty JSON text', '""', { kind: 'nothing' }],
    ['a number', 7, { kind: 'nothing' }],
    ['no token that says when it expires', 'opaque', { kind: 'problem', problem: 'malformed' }],
    ['a token without an end', madeUpJwt({ sub: 'x' }), { kind: 'problem', problem: 'malformed' }],
    ['no text for a header', `${token}\nX: y`, { kind: 'problem', problem: 'malformed' }],
  ])('that is %s is not used', (_what, accessToken, reading) => {
    expect(parseCursorSignIn({ accessToken })).toEqual(reading);
  });
});
