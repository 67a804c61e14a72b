import { describe, expect, test } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { pairSignIn, type StatedIdentity } from '../../../../core/accounts/sign-in.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { exampleAccount } from '../../../support/engine-world.ts';

const accounts = { a: exampleAccount('a'), b: exampleAccount('b'), nameless: exampleAccount('nameless') };
type Name = keyof typeof accounts;

const remembered = (name: Name, fingerprint: string, folder = '/f'): AccountState => ({
  ...{ account: accounts[name], facts: noFacts, endpoints: {}, oddPaths: [] },
  signInPlaces: [{ folder, sinceMs: 1, fingerprint }],
});

const stated = (what: Name | 'nobody' | 'unread'): StatedIdentity =>
  what === 'nobody' || what === 'unread' ? { kind: what } : { kind: 'named', account: accounts[what] };

/** What is remembered: whose token `old` is; then the token and the identity that are found. */
type Row = readonly [before: Name | null, token: 'old' | 'new', found: Name | 'nobody' | 'unread', expected: string];

describe('whose a token is', () => {
  test.each<Row>([
    [null, 'new', 'a', 'a'],
    [null, 'new', 'nobody', 'nameless'],
    [null, 'new', 'unread', 'uncertain: null'],
    ['a', 'old', 'a', 'a'],
    ['a', 'old', 'nobody', 'a'],
    ['a', 'old', 'unread', 'a'],
    ['a', 'old', 'b', 'uncertain: a'],
    ['a', 'new', 'a', 'uncertain: a'],
    ['a', 'new', 'nobody', 'uncertain: a'],
    ['a', 'new', 'unread', 'uncertain: a'],
    ['a', 'new', 'b', 'b'],
    ['nameless', 'old', 'nobody', 'nameless'],
    ['nameless', 'old', 'unread', 'nameless'],
    ['nameless', 'old', 'a', 'a'],
    ['nameless', 'new', 'nobody', 'nameless'],
    ['nameless', 'new', 'unread', 'uncertain: nameless'],
    ['nameless', 'new', 'a', 'a'],
  ])('before %s, now the %s token and %s: %s', (before, token, found, expected) => {
    const known = before === null ? [] : [remembered(before, 'old')];
    const sighted = { folder: '/f', fingerprint: token, stated: stated(found), nameless: accounts.nameless };
    const pairing = pairSignIn(sighted, known);
    const said = pairing.kind === 'account' ? pairing.account.label : `uncertain: ${pairing.presumed?.label ?? 'null'}`;
    expect(said).toBe(expected);
  });

  test('what the service itself said of a token holds, whatever the state file says', () => {
    const known = remembered('a', 'old');
    const signInPlaces = (known.signInPlaces ?? []).map((place) => ({ ...place, isConfirmed: true as const }));
    const sighted = { folder: '/f', fingerprint: 'old', stated: stated('b'), nameless: accounts.nameless };
    expect(pairSignIn(sighted, [{ ...known, signInPlaces }])).toEqual({ kind: 'account', account: accounts.a });
  });

  test.each(['nobody', 'unread'] as const)(
    'a named owner counts before a nameless one of the same token: %s',
    (what) => {
      const sighted = { folder: '/f', fingerprint: 'old', stated: stated(what), nameless: accounts.nameless };
      const known = [remembered('nameless', 'old'), remembered('a', 'old')];
      expect(pairSignIn(sighted, known)).toEqual({ kind: 'account', account: accounts.a });
    },
  );

  test('a token is known in whatever folder it turns up', () => {
    const sighted = { folder: '/g', fingerprint: 'old', stated: stated('unread'), nameless: accounts.nameless };
    expect(pairSignIn(sighted, [remembered('a', 'old')])).toEqual({ kind: 'account', account: accounts.a });
  });
});
