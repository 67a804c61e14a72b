import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCodexIdentity, parseCodexSignIn } from '../../../../../main/node/credentials/codex-sign-in.ts';
import { codexSignIn, madeUpJwt } from './temporary-home.ts';

const text = (value: unknown): string => JSON.stringify(value);
const opaque = { kind: 'signed-in', credential: { accessToken: 'opaque-token', expiresAtMs: null } };

describe('Codex sign-in file', () => {
  test.each([
    ['a truncated file', '{"tokens":{"access_tok', 'malformed'],
    ['an empty file', '', 'malformed'],
    ['a list', '[]', 'malformed'],
    ['null', 'null', 'malformed'],
    ['tokens without an access token', text({ tokens: { refresh_token: 'r' } }), 'malformed'],
    ['a blank access token', text({ tokens: { access_token: ' ' } }), 'malformed'],
    ['an access token that is a number', text({ tokens: { access_token: 7 } }), 'malformed'],
    ['an access token that would break a header', text({ tokens: { access_token: 'a\r\nHost: b' } }), 'malformed'],
    ['an API key alone', text({ OPENAI_API_KEY: 'key-made-up' }), 'api-key-only'],
    ['an API key with tokens that are null', text({ OPENAI_API_KEY: 'key-made-up', tokens: null }), 'api-key-only'],
  ])('%s is %s', (_name, file, problem) => {
    expect(parseCodexSignIn(file)).toEqual({ kind: 'problem', problem });
  });

  test.each(['{}', text({ OPENAI_API_KEY: null, tokens: null }), text({ OPENAI_API_KEY: '' })])(
    '%s is no sign-in',
    (file) => {
      expect(parseCodexSignIn(file)).toEqual({ kind: 'nothing' });
    },
  );

  test.each([
    ['a token that is no JWT', { tokens: { access_token: 'opaque-token' } }],
    ['an API key beside tokens', { OPENAI_API_KEY: 'key-made-up', tokens: { access_token: 'opaque-token' } }],
    ['legacy names', { tokens: { accessToken: 'opaque-token' } }],
  ])('%s is a sign-in of unknown expiry', (_name, file) => {
    expect(parseCodexSignIn(text(file))).toEqual(opaque);
  });

  test('a byte order mark does not matter', () => {
    expect(parseCodexSignIn(`\uFEFF${text({ tokens: { access_token: 'opaque-token' } })}`)).toEqual(opaque);
  });

  test.each([
    [{ exp: 1_800_000_000 }, 1_800_000_000_000],
    [{}, null],
    [{ exp: '1800000000' }, null],
    [{ exp: 1e308 }, null],
    [{ exp: -1e308 }, null],
  ])('an access token with claims %j expires at %j', (claims, expiresAtMs) => {
    const file = text({ tokens: { access_token: madeUpJwt(claims) } });
    expect(parseCodexSignIn(file)).toMatchObject({ kind: 'signed-in', credential: { expiresAtMs } });
  });

  test('no text throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((tokens) => text({ tokens })),
        ),
        (file) => {
          expect(parseCodexSignIn(file).kind).toMatch(/^(signed-in|nothing|problem)$/);
          expect(parseCodexIdentity(file, '/folder').id).toMatch(/^codex:[0-9a-f]{12}$/);
        },
      ),
    );
  });
});

describe('Codex identity', () => {
  const identity = (file: unknown, folder = '/home/ada/.codex') => parseCodexIdentity(text(file), folder);

  test('it names the person as the id token does', () => {
    expect(identity(codexSignIn())).toMatchObject({
      email: 'ada@mail.test',
      plan: 'pro',
      vendorAccountId: 'acct-ada',
    });
  });

  test('an address that would drive a terminal is one line of text', () => {
    const { email } = parseCodexIdentity(
      JSON.stringify(codexSignIn({ email: 'a\u001B]52;c;eA==\u0007da\n@mail.test' })),
      '/f',
    );
    expect(email).toBe('a da @mail.test');
  });

  test('it stays over token rotation and over a move of the folder', () => {
    const before = identity(codexSignIn({ accessToken: 'first' }));
    expect(identity(codexSignIn({ accessToken: 'second' }), '/elsewhere').id).toBe(before.id);
  });

  test('two people of one workspace, and one person in two, are different accounts', () => {
    const ids = [
      identity(codexSignIn()).id,
      identity(codexSignIn({ userId: 'user-bob' })).id,
      identity(codexSignIn({ accountId: 'acct-other' })).id,
    ];
    expect(new Set(ids).size).toBe(3);
  });

  test('legacy names give the same account, as does an account id that only the id token has', () => {
    const {
      id_token: idToken,
      access_token: accessToken,
      account_id: accountId,
    } = codexSignIn()['tokens'] as Record<string, string>;
    expect(identity({ tokens: { idToken, accessToken, accountId } }).id).toBe(identity(codexSignIn()).id);
    expect(identity({ tokens: { id_token: idToken, access_token: accessToken } }).id).toBe(identity(codexSignIn()).id);
  });

  test('without any name the folder tells accounts apart', () => {
    const bare = { tokens: { access_token: 'opaque', id_token: 'not.a-jwt' } };
    expect(identity(bare, '/one')).toMatchObject({ email: null, plan: null, vendorAccountId: null });
    expect(identity(bare, '/one').id).toBe(identity(bare, '/one').id);
    expect(identity(bare, '/one').id).not.toBe(identity(bare, '/two').id);
  });

  test('an account id that would break a header is not taken', () => {
    expect(identity({ tokens: { access_token: 'a', account_id: 'x\r\ny' } }).vendorAccountId).toBeNull();
  });
});
