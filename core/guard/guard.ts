import { isOfNow, isReasonOf } from '../snapshot/account-use.ts';
import { limitReason } from '../snapshot/blocked-reason.ts';
import type { BlockedReason } from '../snapshot/block-schema.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/schema.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { daySeconds } from '../units/time.ts';

/** The judgement of an account, or of all accounts together. */
export type GuardVerdict = 'enough' | 'not-enough' | 'unknown';

/** The question of a script to the guard. */
export interface GuardQuestion {
  /** How much of a window must be left, in percent; null: the length of the window decides. */
  readonly minLeftPercent: number | null;
  /** True: one account with enough left is sufficient. False: every account must have enough left. */
  readonly any: boolean;
  /** True: an account whose requests cost extra money has enough. Left out or false: it has not. */
  readonly allowPaid?: boolean;
}

/** The judgement of one account, with the figure behind it. */
export interface GuardReason {
  readonly accountId: string;
  readonly label: string;
  readonly verdict: GuardVerdict;
  /**
   * The figure that decided: the id of a window, `credits`, `prepaid`, `spend`, `ledger`, `sessions`, or the code of a
   * block. Null: nothing is known.
   */
  readonly by: string | null;
  /** How much of that window is left, in percent; null: not known, or no window decided. */
  readonly leftPercent: number | null;
  readonly needsMoreThanPercent: number | null;
  readonly resetsAt: string | null;
  /**
   * Why the account cannot be used or is unknown, as the snapshot states it. If one model or feature decided, this is
   * why it cannot be used. Null: nothing blocks it.
   */
  readonly reason: BlockedReason | null;
}

/** The answer of the guard about all accounts of the question. */
export interface GuardAnswer {
  readonly verdict: GuardVerdict;
  /**
   * The reason of the first account that decided, else the first reason of any account; null: no account has a reason.
   */
  readonly reason: BlockedReason | null;
  readonly accounts: readonly GuardReason[];
}

/**
 * Returns whether these accounts have enough left to go on, as the snapshot judges them. A blocked account does not
 * have enough. A figure that is not current is unknown, even if the last request succeeded. A window with too little
 * left takes precedence over an unknown window.
 */
export function judgeGuard(
  { accounts }: Pick<Snapshot, 'accounts'>,
  question: GuardQuestion,
  locale: LocaleContext,
  nowMs: number,
): GuardAnswer {
  const reasons = accounts.map((account) => withLimitReason(judgeAccount(account, question), account, locale, nowMs));
  const verdict = combined(reasons, question.any);
  const explained = reasons.filter(({ reason }) => reason !== null);
  return {
    verdict,
    reason: (explained.find((each) => each.verdict === verdict) ?? explained[0])?.reason ?? null,
    accounts: reasons,
  };
}

/** Adds the reason of the limit when only the limit of one model or feature is the cause. */
function withLimitReason(
  judged: GuardReason,
  { windows }: AccountSnapshot,
  locale: LocaleContext,
  nowMs: number,
): GuardReason {
  if (judged.reason !== null || judged.verdict !== 'not-enough') return judged;
  const window = windows.find(({ id }) => id === judged.by);
  return window === undefined ? judged : { ...judged, reason: limitReason(window, locale, nowMs) };
}

function combined(reasons: readonly GuardReason[], any: boolean): GuardVerdict {
  const has = (verdict: GuardVerdict): boolean => reasons.some((reason) => reason.verdict === verdict);
  if (reasons.length === 0) return 'unknown';
  if (any) return has('enough') ? 'enough' : has('unknown') ? 'unknown' : 'not-enough';
  return has('not-enough') ? 'not-enough' : has('unknown') ? 'unknown' : 'enough';
}

const worst: readonly GuardVerdict[] = ['not-enough', 'unknown', 'enough'];

function judgeAccount(account: AccountSnapshot, question: GuardQuestion): GuardReason {
  const { windows, blockedReason } = account;
  const isBound = windows.some(({ name }) => name === null);
  const reasons = windows
    // A reserve neither has room for ordinary use nor stops it.
    .filter(({ isReserve }) => isReserve !== true)
    // If the whole account has windows, an old figure of a single model or feature does not decide.
    .filter((window) => !isBound || window.name === null || isOfNow(window, account))
    .map((window) => judgeWindow(account, window, question));
  const ordered = [...reasons].sort(
    (a, b) => worst.indexOf(a.verdict) - worst.indexOf(b.verdict) || (a.leftPercent ?? 0) - (b.leftPercent ?? 0),
  );
  if (blockedReason === null || account.use !== 'exhausted') return ordered[0] ?? judgeUse(account);
  if (question.allowPaid === true && worksForMoney(account, blockedReason))
    return { ...judgeUse(account), verdict: 'enough' };
  const blocker = ordered.find(({ by }) => windows.some((window) => window.id === by && isReasonOf(window, account)));
  return { ...(blocker ?? judgeUse(account)), verdict: 'not-enough' };
}

/** Codes of blocks that paid extra usage overcomes. A spend cap or missing credits stop it too. */
const overcomeByMoney: ReadonlySet<BlockedReason['code']> = new Set([
  ...(['weekly-used-up', 'window-used-up', 'ordinary-usage-off', 'paid-extra-usage', 'unknown'] as const),
]);

function worksForMoney({ credits }: AccountSnapshot, { code, figure, beyondLimit }: BlockedReason): boolean {
  const isPaid = beyondLimit?.mode === 'paid-extra-usage' || credits?.inUse === true;
  return isPaid && figure === undefined && overcomeByMoney.has(code);
}

function judgeWindow(account: AccountSnapshot, window: WindowSnapshot, question: GuardQuestion): GuardReason {
  const threshold = question.minLeftPercent ?? usualThreshold(window);
  const known = window.state !== 'reset-pending' && window.usedPercent !== null;
  const leftPercent = known ? Math.max(0, 100 - (window.usedPercent ?? 0)) : null;
  return {
    ...noWindow(account),
    verdict: verdictOf(account, window, leftPercent, threshold),
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
): GuardVerdict {
  if (account.state === 'signed-out' || !isOfNow(window, account)) return 'unknown';
  if (window.state === 'exhausted' || window.state === 'blocked') return 'not-enough';
  if (leftPercent === null) return 'unknown';
  return leftPercent > threshold ? 'enough' : 'not-enough';
}

/** Returns what must be left: 5 % of a window of hours, 10 % of a window of days, 0 % for a model or feature. */
function usualThreshold({ id, name, durationSeconds }: WindowSnapshot): number {
  if (name !== null) return 0;
  const isLong = durationSeconds === null ? id === 'weekly' : durationSeconds >= daySeconds;
  return isLong ? 10 : 5;
}

const verdictOfUse = { active: 'enough', exhausted: 'not-enough', unknown: 'unknown' } as const;

/** Returns the judgement of an account without windows, by its balance. Any balance above 0 is enough. */
function judgeUse(account: AccountSnapshot): GuardReason {
  return {
    ...noWindow(account),
    verdict: verdictOfUse[account.use],
    by: figureOf(account) ?? account.blockedReason?.code ?? null,
  };
}

/** Returns the figure that decides about an account without windows; null: none. */
function figureOf({ windows, ledger, prepaid, spend, credits, concurrency }: AccountSnapshot): string | null {
  if (windows.some(({ name }) => name === null)) return null;
  if (ledger !== null) return 'ledger';
  if (credits !== null && credits.unlimited === true) return 'credits';
  if (prepaid !== null) return 'prepaid';
  if (spend !== null) return 'spend';
  if (credits !== null) return 'credits';
  return concurrency === null ? null : 'sessions';
}

function noWindow({ id, label, blockedReason }: AccountSnapshot): Omit<GuardReason, 'verdict' | 'by'> {
  return {
    accountId: id,
    label,
    leftPercent: null,
    needsMoreThanPercent: null,
    resetsAt: null,
    reason: blockedReason,
  };
}
