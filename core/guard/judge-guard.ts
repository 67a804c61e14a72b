import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/snapshot.ts';
import { parseInstantMs } from '../units/time.ts';

export type GuardVerdict = 'enough' | 'not-enough' | 'unknown';

export interface GuardQuestion {
  /** Of a window more than so much must be left; null: by the length of the window (S4-19). */
  readonly minLeftPercent: number | null;
  /** One account with enough is enough; else all must have it. */
  readonly any: boolean;
  readonly nowMs: number;
}

export interface GuardReason {
  readonly accountId: string;
  readonly label: string;
  readonly verdict: GuardVerdict;
  /** What decided it: a window's id, `credits`, `prepaid`, `ledger`; null: nothing is known of the account. */
  readonly by: string | null;
  /** Of that window; null: not known, or not a window. */
  readonly leftPercent: number | null;
  readonly needsMoreThanPercent: number | null;
  readonly resetsAt: string | null;
}

export interface GuardAnswer {
  readonly verdict: GuardVerdict;
  readonly accounts: readonly GuardReason[];
}

/**
 * Whether there is enough left on these accounts to go on (S4-19). What is not fresh is unknown, unless a window is used
 * up until a reset that is still to come; all windows are looked at before anything is called unknown.
 */
export function judgeGuard({ accounts }: Pick<Snapshot, 'accounts'>, question: GuardQuestion): GuardAnswer {
  const reasons = accounts.map((account) => judgeAccount(account, question));
  return { verdict: together(reasons, question.any), accounts: reasons };
}

function together(reasons: readonly GuardReason[], any: boolean): GuardVerdict {
  const has = (verdict: GuardVerdict): boolean => reasons.some((reason) => reason.verdict === verdict);
  if (reasons.length === 0) return 'unknown';
  if (any) return has('enough') ? 'enough' : has('unknown') ? 'unknown' : 'not-enough';
  return has('not-enough') ? 'not-enough' : has('unknown') ? 'unknown' : 'enough';
}

const worst: readonly GuardVerdict[] = ['not-enough', 'unknown', 'enough'];

function judgeAccount(account: AccountSnapshot, question: GuardQuestion): GuardReason {
  const { id, label, windows } = account;
  const nothing = { accountId: id, label, verdict: 'unknown', by: null, ...noWindow } as const;
  const reasons = windows.length > 0 ? windows.map((each) => judgeWindow(account, each, question)) : balances(account);
  const ordered = [...reasons].sort(
    (a, b) => worst.indexOf(a.verdict) - worst.indexOf(b.verdict) || (a.leftPercent ?? 0) - (b.leftPercent ?? 0),
  );
  return ordered[0] ?? nothing;
}

const noWindow = { leftPercent: null, needsMoreThanPercent: null, resetsAt: null } as const;

function judgeWindow(account: AccountSnapshot, window: WindowSnapshot, question: GuardQuestion): GuardReason {
  const threshold = question.minLeftPercent ?? usualThreshold(window);
  const known = window.state !== 'reset-pending' && window.usedPercent !== null;
  const leftPercent = known ? Math.max(0, 100 - (window.usedPercent ?? 0)) : null;
  return {
    accountId: account.id,
    label: account.label,
    verdict: verdictOf(account, window, leftPercent, threshold, question.nowMs),
    by: window.id,
    leftPercent,
    needsMoreThanPercent: threshold,
    resetsAt: window.resetsAt,
  };
}

function verdictOf(
  account: AccountSnapshot,
  window: WindowSnapshot,
  leftPercent: number | null,
  threshold: number,
  nowMs: number,
): GuardVerdict {
  const isFresh = account.state === 'fresh';
  const isUsedUp = window.state === 'exhausted' || window.state === 'blocked';
  if (isUsedUp && (isFresh || (parseInstantMs(window.resetsAt) ?? 0) > nowMs)) return 'not-enough';
  if (!isFresh || leftPercent === null) return 'unknown';
  return leftPercent > threshold ? 'enough' : 'not-enough';
}

const dayS = 86_400;

/** 5 % of a window of hours, 10 % of one of days; a limit of one model or feature stops only when it is used up. */
function usualThreshold({ id, name, durationSeconds }: WindowSnapshot): number {
  if (name !== null) return 0;
  const isLong = durationSeconds === null ? id === 'weekly' : durationSeconds >= dayS;
  return isLong ? 10 : 5;
}

/** An account without windows lives of what it has: anything above nothing is enough. */
function balances({ id, label, state, credits, prepaid, ledger }: AccountSnapshot): readonly GuardReason[] {
  const judged = (by: string, left: string | number | null, isFresh: boolean): GuardReason => ({
    accountId: id,
    label,
    verdict: !isFresh || left === null ? 'unknown' : Number(left) > 0 ? 'enough' : 'not-enough',
    by,
    ...noWindow,
  });
  const isFresh = state === 'fresh';
  return [
    ...(credits === null ? [] : [judged('credits', credits.unlimited === true ? 1 : credits.balance, isFresh)]),
    ...(prepaid === null ? [] : [judged('prepaid', most(prepaid), isFresh && !prepaid.stale)]),
    ...(ledger === null ? [] : [judged('ledger', ledger.capped === 'none' ? 1 : ledger.remaining, isFresh)]),
  ];
}

/** Money in the currency that has most left: what is left in one of them pays. */
function most({ spent, balance, further }: NonNullable<AccountSnapshot['prepaid']>): number {
  return spent ? 0 : Math.max(...[balance, ...further.map((money) => money.balance)].map(Number));
}
