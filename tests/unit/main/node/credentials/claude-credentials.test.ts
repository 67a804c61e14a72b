import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../../../core/units/json.ts';
import { planFromCredentials } from '../../../../../core/providers/claude/plan.ts';
import {
  claudeIdentityOf,
  parseClaudePlan,
  parseClaudeSignIn,
} from '../../../../../main/node/credentials/claude-credentials.ts';
import { claudeSignIn, claudeState } from './temporary-home.ts';

const text = (value: unknown): string => JSON.stringify(value);

describe('Claude sign-in file', () => {
  test('a full sign-in gives its token and its end', () => {
    expect(parseClaudeSignIn(text(claudeSignIn()))).toEqual({
      kind: 'signed-in',
      credential: { accessToken: 'claude-token-made-up', expiresAtMs: 1_900_000_000_000, renewableUntilMs: null },
    });
  });

  test.each<readonly [string, Readonly<Record<string, unknown>>, number | null | undefined]>([
    ['with an end of its own', { refreshTokenExpiresAt: 1_900_000_500_000 }, 1_900_000_500_000],
    ['with an end of 0', { refreshTokenExpiresAt: 0 }, null],
    ['with a text as its end', { refreshTokenExpiresAt: 'later' }, null],
    ['that is missing', { refreshToken: undefined }, undefined],
    ['that is empty', { refreshToken: '' }, undefined],
  ])('a refresh token %s', (_name, change, renewableUntilMs) => {
    const reading = parseClaudeSignIn(text(claudeSignIn(change)));
    expect(reading.kind === 'signed-in' ? reading.credential.renewableUntilMs : reading).toBe(renewableUntilMs);
  });

  test.each([
    ['a truncated file', '{"claudeAiOauth":{"acc', 'malformed'],
    ['an empty file', '', 'malformed'],
    ['no access token', text(claudeSignIn({ accessToken: undefined })), 'malformed'],
    ['an access token that would break a header', text(claudeSignIn({ accessToken: 'a b' })), 'malformed'],
    ['an inference-only token', text(claudeSignIn({ scopes: ['user:inference'] })), 'missing-scope'],
    ['no scope at all', text(claudeSignIn({ scopes: [] })), 'missing-scope'],
    ['scopes in one text', text(claudeSignIn({ scopes: 'user:inference user:other' })), 'missing-scope'],
  ])('%s is %s', (_name, file, problem) => {
    expect(parseClaudeSignIn(file)).toEqual({ kind: 'problem', problem });
  });

  test.each(['{}', text({ mcpOAuth: { server: { accessToken: 'x' } } }), text({ claudeAiOauth: null })])(
    '%s is no sign-in',
    (file) => {
      expect(parseClaudeSignIn(file)).toEqual({ kind: 'nothing' });
    },
  );

  test.each([[undefined], [null], ['soon'], [1e308], [-1], [-0]])('an expiry of %j counts as expired', (expiresAt) => {
    expect(parseClaudeSignIn(text(claudeSignIn({ expiresAt })))).toMatchObject({ credential: { expiresAtMs: 0 } });
  });

  test.each([[undefined], ['user:inference user:profile']])('scopes of %j do not stop it', (scopes) => {
    expect(parseClaudeSignIn(text(claudeSignIn({ scopes })))).toMatchObject({ kind: 'signed-in' });
  });

  test('no text throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((o) => text({ claudeAiOauth: o, oauthAccount: o })),
        ),
        (file) => {
          expect(parseClaudeSignIn(file).kind).toMatch(/^(signed-in|nothing|problem)$/);
          expect(claudeIdentityOf(parseJson(file), '/folder').id).toMatch(/^claude:[0-9a-f]{12}$/);
        },
      ),
    );
  });

  test('the plan comes from the subscription and the tier of the file', () => {
    const expected = planFromCredentials('max', 'default_claude_max_5x');
    expect(expected).not.toBeNull();
    expect(parseClaudePlan(text(claudeSignIn()))).toBe(expected);
    expect(parseClaudePlan(text({ claudeAiOauth: { accessToken: 'x' } }))).toBe(planFromCredentials(null, null));
  });
});

describe('Claude identity', () => {
  test('it is the account and the organisation, whatever the folder', () => {
    const ada = claudeIdentityOf(claudeState('ada', 'ada@mail.test'), '/one');
    expect(ada.email).toBe('ada@mail.test');
    expect(claudeIdentityOf(claudeState('ada', 'ada@mail.test', 12), '/two').id).toBe(ada.id);
    expect(claudeIdentityOf(claudeState('bob', 'ada@mail.test'), '/one').id).not.toBe(ada.id);
    const otherOrganisation = { oauthAccount: { accountUuid: 'ada', organizationUuid: 'other' } };
    expect(claudeIdentityOf(otherOrganisation, '/one').id).not.toBe(ada.id);
  });

  test('an address that would drive a terminal is one line of text', () => {
    expect(claudeIdentityOf(claudeState('ada', 'a\u001B[2Jda\n@mail.test'), '/one').email).toBe('a da @mail.test');
  });

  test('the organisation is read once with the account, and another one is another account', () => {
    const of = (organizationUuid: unknown) =>
      claudeIdentityOf({ oauthAccount: { accountUuid: 'ada', organizationUuid } }, '/one');
    expect(of('org-1').organizationId).toBe('org-1');
    expect(of('org-2').id).not.toBe(of('org-1').id);
    for (const none of [undefined, null, '', ' ', 7]) expect(of(none).organizationId).toBeNull();
    const nameless = { oauthAccount: { organizationUuid: 'org-1' } };
    expect(claudeIdentityOf(nameless, '/one').organizationId).toBeNull();
  });

  test.each([null, 'not an object', {}, { oauthAccount: { emailAddress: 'a@b.test' } }])(
    'with a state of %j the folder tells accounts apart',
    (state) => {
      expect(claudeIdentityOf(state, '/one').id).not.toBe(claudeIdentityOf(state, '/two').id);
    },
  );
});
