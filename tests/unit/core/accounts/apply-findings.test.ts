import { describe, expect, test } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { applyFindings } from '../../../../core/accounts/apply-findings.ts';
import type { Finding, SignInTimes } from '../../../../core/ports.ts';
import { exampleAccount } from '../../../support/engine-world.ts';

const nowMs = 1_800_000_000_000;
const hourMs = 3_600_000;

interface Seen {
  readonly fingerprint?: string;
  readonly folder?: string;
  readonly written?: SignInTimes;
  readonly isPresumed?: true;
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
    const states = applyFindings([], [seen('one', wrote(nowMs - 2 * hourMs, nowMs))], nowMs);
    expect(signInsOf(states, 'one')).toEqual([
      { folder: '/home/.codex', sinceMs: nowMs - 2 * hourMs, fingerprint: 'token-of-one' },
    ]);
  });

  test('does not move with a renewed token, a backup, or the permissions of the file', () => {
    const first = applyFindings([], [seen('one', wrote(nowMs - 2 * hourMs))], nowMs);
    const later = nowMs + hourMs;
    const renewed = applyFindings(first, [seen('one', { fingerprint: 'renewed', ...wrote(later) })], later);
    expect(signInsOf(renewed, 'one')).toEqual([
      { folder: '/home/.codex', sinceMs: nowMs - 2 * hourMs, fingerprint: 'renewed' },
    ]);
    const away = applyFindings(renewed, [], later);
    expect(signInsOf(applyFindings(away, [seen('one', wrote(later))], later), 'one')[0]?.sinceMs).toBe(
      nowMs - 2 * hourMs,
    );
  });

  test('begins anew after another account, at the last change of any kind', () => {
    const one = applyFindings([], [seen('one', wrote(nowMs - 9 * hourMs))], nowMs - 8 * hourMs);
    const two = applyFindings(one, [seen('two', wrote(nowMs - 20 * hourMs, nowMs - hourMs))], nowMs);
    expect(signInsOf(two, 'one')).toEqual([]);
    expect(signInsOf(two, 'two')[0]?.sinceMs).toBe(nowMs - hourMs);
    const again = applyFindings(two, [seen('one', wrote(nowMs + hourMs))], nowMs + hourMs);
    expect(signInsOf(again, 'one')[0]?.sinceMs).toBe(nowMs + hourMs);
  });

  test('is never later than now, and a presumed owner is not remembered', () => {
    const ahead = applyFindings([], [seen('one', wrote(nowMs + hourMs))], nowMs);
    expect(signInsOf(ahead, 'one')[0]?.sinceMs).toBe(nowMs);
    expect(signInsOf(applyFindings([], [seen('one', { isPresumed: true })], nowMs), 'one')).toEqual([]);
  });
});
