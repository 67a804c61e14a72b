import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGeminiSignIn, readGemini } from '../../../../../main/node/kept-sign-ins/gemini.ts';
import { parseGrokSignIn, readGrok } from '../../../../../main/node/kept-sign-ins/grok.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { madeUpJwt, putFile } from '../credentials/temporary-home.ts';

const ends = '2026-11-29T00:00:00.000Z';
const lastUseMs = Date.parse(ends) - 60_000;
const entry = {
  key: 'token-1',
  refresh_token: 'r',
  expires_at: ends,
  email: 'ada@mail.test',
  user_id: 'u',
  team_id: 't',
};
const gemini = {
  ...{ access_token: 'token-1', refresh_token: 'r', expiry_date: Date.parse(ends) },
  id_token: madeUpJwt({ sub: 'u', email: 'ada@mail.test' }),
};

describe.skipIf(process.platform === 'win32').each([
  ['Grok', readGrok, ['.grok', 'auth.json'], { 'https://auth.x.ai::c': entry }, '["u","t"]'],
  ['Gemini CLI', readGemini, ['.gemini', 'oauth_creds.json'], gemini, 'u'],
] as const)('the sign-in file of %s', (_program, read, file, content, owner) => {
  const place = path.join('~', ...file);
  const home = () => ({ environment: {}, homeFolder: temporaryFolder(), platform: process.platform });

  it('is read in its usual place', async () => {
    const surroundings = home();
    expect(await read(surroundings)).toEqual({ place, reading: { kind: 'nothing' } });
    await putFile(path.join(surroundings.homeFolder, ...file), content);
    const signIn = { token: 'token-1', expiresAtMs: lastUseMs, isRenewable: true, owner, user: 'ada@mail.test' };
    expect(await read(surroundings)).toEqual({ place, reading: { kind: 'signed-in', signIn } });
  });

  it.each([
    ['torn', '{"access_tok', 'malformed'],
    ['a list', '[]', 'malformed'],
    ['larger than any sign-in', `"${'x'.repeat(5 * 1024 * 1024)}"`, 'too-large'],
  ])('that is %s is not used', async (_what, text, problem) => {
    const surroundings = home();
    await putFile(path.join(surroundings.homeFolder, ...file), text);
    expect(await read(surroundings)).toEqual({ place, reading: { kind: 'problem', problem } });
  });
});

describe('a sign-in of Grok', () => {
  it.each<readonly [string, Record<string, unknown>, object]>([
    ['of another issuer', { 'https://else.example::c': entry }, { kind: 'nothing' }],
    ['of the older issuer', { 'https://accounts.x.ai/sign-in': entry }, { kind: 'signed-in' }],
    ['without an end', { 'https://auth.x.ai::c': { ...entry, expires_at: undefined } }, { problem: 'malformed' }],
    ['without a token', { 'https://auth.x.ai::c': { ...entry, key: 7 } }, { problem: 'malformed' }],
    [
      'that only its address names',
      { 'https://auth.x.ai::c': { ...entry, user_id: null, team_id: null, refresh_token: '' } },
      { signIn: { owner: '["ada@mail.test",null]', isRenewable: false } },
    ],
  ])('%s', (_what, file, reading) => expect(parseGrokSignIn(file)).toMatchObject(reading));
});

describe('a sign-in of Gemini CLI', () => {
  it.each<readonly [string, Record<string, unknown>, object]>([
    ['without a token', {}, { kind: 'nothing' }],
    ['without an end', { ...gemini, expiry_date: 'soon' }, { problem: 'malformed' }],
    ['with a token that no header can carry', { ...gemini, access_token: 'a b' }, { problem: 'malformed' }],
    ['that names nobody', { ...gemini, id_token: 'opaque' }, { signIn: { owner: null, user: null } }],
  ])('%s', (_what, file, reading) => expect(parseGeminiSignIn(file)).toMatchObject(reading));
});
