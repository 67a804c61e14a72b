import { describe, expect, test } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { syncAccounts, resolvedNameless } from '../../../../core/accounts/sync.ts';
import type { Finding, SignInTimes } from '../../../../core/ports.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { findingCheck } from '../../../../core/views/doctor.ts';
import { findingBanners } from '../../../../core/views/banners.ts';
import { exampleAccount } from '../../../support/engine-world.ts';
import { english } from '../../../support/example-states.ts';

const nowMs = 1_800_000_000_000;
const hourMs = 3_600_000;

interface Seen {
  readonly fingerprint?: string;
  readonly folder?: string;
  readonly written?: SignInTimes;
  readonly isPresumed?: true;
  readonly namelessId?: string;
}

function seen(
  name: string,
  { fingerprint = `token-of-${name}`, folder = '/home/.codex', ...more }: Seen = {},
): Finding {
  const account = exampleAccount(name);
  return {
    ...{ provider: 'codex', place: folder },
    outcome: { kind: 'account', account, folder, fingerprint, expiresAtMs: null, ...more },
  };
}

const wrote = (contentMs: number, anythingMs = contentMs): { readonly written: SignInTimes } => ({
  written: { contentMs, anythingMs },
});

const signInsOf = (states: readonly AccountState[], name: string) =>
  states.find(({ account }) => account.label === name)?.signInPlaces ?? [];

describe('since when an account is signed in', () => {
  test('is the time of the content of its file where nobody was seen there before', () => {
    const states = syncAccounts([], [seen('one', wrote(nowMs - 2 * hourMs, nowMs))], nowMs);
    expect(signInsOf(states, 'one')).toEqual([
      { folder: '/home/.codex', sinceMs: nowMs - 2 * hourMs, fingerprint: 'token-of-one' },
    ]);
  });

  test('does not move with a renewed token, a backup, or the permissions of the file', () => {
    const first = syncAccounts([], [seen('one', wrote(nowMs - 2 * hourMs))], nowMs);
    const later = nowMs + hourMs;
    const renewed = syncAccounts(first, [seen('one', { fingerprint: 'renewed', ...wrote(later) })], later);
    expect(signInsOf(renewed, 'one')).toEqual([
      { folder: '/home/.codex', sinceMs: nowMs - 2 * hourMs, fingerprint: 'renewed' },
    ]);
    const away = syncAccounts(renewed, [], later);
    expect(signInsOf(syncAccounts(away, [seen('one', wrote(later))], later), 'one')[0]?.sinceMs).toBe(
      nowMs - 2 * hourMs,
    );
  });

  test('begins again after another account, at the last change of any kind', () => {
    const one = syncAccounts([], [seen('one', wrote(nowMs - 9 * hourMs))], nowMs - 8 * hourMs);
    const two = syncAccounts(one, [seen('two', wrote(nowMs - 20 * hourMs, nowMs - hourMs))], nowMs);
    expect(signInsOf(two, 'one')).toEqual([]);
    expect(signInsOf(two, 'two')[0]?.sinceMs).toBe(nowMs - hourMs);
    const again = syncAccounts(two, [seen('one', wrote(nowMs + hourMs))], nowMs + hourMs);
    expect(signInsOf(again, 'one')[0]?.sinceMs).toBe(nowMs + hourMs);
  });

  test('is never later than now, and a presumed owner is not remembered', () => {
    const ahead = syncAccounts([], [seen('one', wrote(nowMs + hourMs))], nowMs);
    expect(signInsOf(ahead, 'one')[0]?.sinceMs).toBe(nowMs);
    expect(signInsOf(syncAccounts([], [seen('one', { isPresumed: true })], nowMs), 'one')).toEqual([]);
  });
});

describe('a sign-in of which nobody knows yet whose it is', () => {
  const unidentified: Finding = {
    ...{ provider: 'codex', place: '/home/.codex/auth.json' },
    outcome: { kind: 'problem', problem: 'unidentified', folder: '/home/.codex' },
  };

  test('is told in the account’s own words, keeps its figures and calls nobody to sign in', () => {
    const before = syncAccounts([], [seen('one'), seen('two', { folder: '/other' })], nowMs);
    const states = syncAccounts(before, [unidentified, seen('two', { folder: '/other' })], nowMs);
    const accounts = buildSnapshot(states, defaultSettings, english, nowMs).accounts;
    expect(accounts.map(({ label, state }) => [label, state])).toEqual([
      ['one', 'error'],
      ['two', 'not-measured'],
    ]);
    expect(accounts[0]?.message).toContain('Checking who is signed in');
    expect(signInsOf(states, 'one')).toEqual(signInsOf(before, 'one'));
    const known = syncAccounts(states, [seen('one'), seen('two', { folder: '/other' })], nowMs);
    expect(known.map(({ endpoints }) => endpoints['usage']?.link.kind)).toEqual(['idle', 'idle']);
  });

  test('beside an account that was found it is no problem for people', () => {
    if (unidentified.outcome.kind !== 'problem') throw new Error('Not a problem.');
    const beside: Finding = { ...unidentified, outcome: { ...unidentified.outcome, isRemark: true, isHarmless: true } };
    expect(findingBanners([unidentified, beside], english)).toHaveLength(1);
    expect([unidentified, beside].map((each) => findingCheck(each, english).state)).toEqual(['unknown', 'unknown']);
  });
});

describe('a nameless account whose name is known now', () => {
  const namelessId = exampleAccount('nameless').id;
  const known = syncAccounts([], [seen('nameless', { fingerprint: 'token' })], nowMs);
  const one = exampleAccount('one').id;

  test.each([
    ['the same token proves it', { fingerprint: 'token', namelessId }, true],
    ['another token proves nothing', { fingerprint: 'renewed', namelessId }, false],
    ['neither does a mere guess', { fingerprint: 'token', namelessId, isPresumed: true as const }, false],
  ])('is left out for the named one: %s', (_what, found, isProven) => {
    const findings = [seen('one', found)];
    expect(resolvedNameless(known, findings)).toEqual([{ namelessId, accountId: one, isProven }]);
    expect(syncAccounts(known, findings, nowMs).map(({ account }) => account.id)).toEqual([one]);
  });

  test('is none that is found itself, or that nobody stands for', () => {
    const named = seen('one', { fingerprint: 'token', namelessId });
    expect(resolvedNameless(known, [named, seen('nameless')])).toEqual([]);
    expect(resolvedNameless(known, [seen('one')])).toEqual([]);
    expect(resolvedNameless([], [named])).toEqual([]);
  });
});

describe('the work of a discovery', () => {
  /** Counts how often a field of an object is read. */
  const counted = <Value extends object>(value: Value, read: () => void): Value =>
    new Proxy(value, {
      get: (target, name, receiver) => {
        read();
        return Reflect.get(target, name, receiver) as unknown;
      },
    });

  test.each([
    ['signed in', (name: string) => seen(name, { folder: `/home/${name}` })],
    ['new names of nameless accounts', (name: string) => seen(`new-${name}`, { namelessId: `codex:${name}` })],
    [
      'signed out with a problem each',
      (name: string): Finding => ({
        ...{ provider: 'codex', place: name },
        outcome: { kind: 'problem', problem: 'malformed', folder: `/home/${name}` },
      }),
    ],
  ])('is the same for each of 1,000 accounts as for each of 100: %s', (_title, findingOf) => {
    const readsOf = (count: number): number => {
      const names = Array.from({ length: count }, (_, number) => `account-${number}`);
      const before = syncAccounts(
        [],
        names.map((name) => seen(name, { folder: `/home/${name}` })),
        nowMs,
      );
      let reads = 0;
      const read = (): void => void (reads += 1);
      const findings = names.map((name) => {
        const finding = findingOf(name);
        return { ...finding, outcome: counted(finding.outcome, read) };
      });
      const known = before.map((state) => counted(state, read));
      syncAccounts(known, findings, nowMs);
      resolvedNameless(known, findings);
      return reads / count;
    };
    expect(readsOf(1000)).toBeLessThanOrEqual(readsOf(100) * 1.01);
  });
});
