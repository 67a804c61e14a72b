import { isOfNow } from '../snapshot/account-use.ts';
import { limitReason } from '../snapshot/blocked-reason.ts';
import type { AccountSnapshot, BlockedReason, Snapshot, WindowSnapshot } from '../snapshot/schema.ts';
import type { LocaleContext } from '../i18n/translate.ts';

export type GuardVerdict = 'enough' | 'not-enough' | 'unknown';

export interface GuardQuestion {
  /** Of a window more than so much must be left; null: by the length of the window. */
  readonly minLeftPercent: number | null;
  /** One account with enough is enough; else all must have it. */
  readonly any: boolean;
}

export interface GuardReason {
  readonly accountId: string;
  readonly label: string;
  readonly verdict: GuardVerdict;
  /** What decided it: a window's id, `credits`, `prepaidReading`, `spend`, `ledger`, `sessions`, the code of a block; null: nothing is known. */
  readonly by: string | null;
  /** Of that window; null: not known, or not a window. */
  readonly leftPercent: number | null;
  readonly needsMoreThanPercent: number | null;
  readonly resetsAt: string | null;
  /**
   * Why the account cannot be used or is not known, as the snapshot says it, or why the model or feature that
   * decided cannot be used; null: nothing stops it.
   */
  readonly reason: BlockedReason | null;
}

export interface GuardAnswer {
  readonly verdict: GuardVerdict;
  /** Of the first account that decided and has one, else of the first that has one; null: none has. */
  readonly reason: BlockedReason | null;
  readonly accounts: readonly GuardReason[];
}

/**
 * Whether there is enough left on these accounts to go on, by the same judgement as the snapshot. An account
 * that is blocked has not enough; a figure that is not of now is unknown, whatever the state of the link is;
 * all windows are looked at before anything is called unknown.
 */
export function judgeGuard(
  { accounts }: Pick<Snapshot, 'accounts'>,
  question: GuardQuestion,
  locale: LocaleContext,
  nowMs: number,
): GuardAnswer {
  const reasons = accounts.map((account) => withLimitReason(judgeAccount(account, question), account, locale, nowMs));
  const verdict = together(reasons, question.any);
  const explained = reasons.filter(({ reason }) => reason !== null);
  return {
    verdict,
    reason: (explained.find((each) => each.verdict === verdict) ?? explained[0])?.reason ?? null,
    accounts: reasons,
  };
}

/** The account may go on, but the limit of one model or feature stops it. */
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

function together(reasons: readonly GuardReason[], any: boolean): GuardVerdict {
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
    // Where the whole account has windows, an old figure of one model or feature decides nothing.
    .filter((window) => !isBound || window.name === null || isOfNow(window, account))
    .map((window) => judgeWindow(account, window, question));
  const ordered = [...reasons].sort(
    (a, b) => worst.indexOf(a.verdict) - worst.indexOf(b.verdict) || (a.leftPercent ?? 0) - (b.leftPercent ?? 0),
  );
  if (blockedReason === null || account.use !== 'exhausted') return ordered[0] ?? judgeUse(account);
  const blocker = ordered.find(({ by }) => windows.some((window) => window.id === by && isReason(window, account)));
  return { ...(blocker ?? judgeUse(account)), verdict: 'not-enough' };
}

function isReason({ state, name, resetsAt }: WindowSnapshot, { blockedReason }: AccountSnapshot): boolean {
  return state === 'exhausted' && name === null && resetsAt === blockedReason?.until;
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

const dayS = 86_400;

/** 5 % of a window of hours, 10 % of one of days; a limit of one model or feature stops only when it is used up. */
function usualThreshold({ id, name, durationSeconds }: WindowSnapshot): number {
  if (name !== null) return 0;
  const isLong = durationSeconds === null ? id === 'weekly' : durationSeconds >= dayS;
  return isLong ? 10 : 5;
}

const verdictOfUse = { active: 'enough', exhausted: 'not-enough', unknown: 'unknown' } as const;

/** Accounts without windows are judged by their balance: anything above nothing is enough. */
function judgeUse(account: AccountSnapshot): GuardReason {
  return {
    ...noWindow(account),
    verdict: verdictOfUse[account.use],
    by: figureOf(account) ?? account.blockedReason?.code ?? null,
  };
}

/** The figure beside the windows that such an account is judged by. */
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
