import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { joinSentences } from '../text/layout.ts';
import { limitName } from '../text/limit.ts';
import { percentText } from '../text/numbers.ts';
import { compareDecimals } from '../units/decimal.ts';
import { hourSeconds, minuteMs, weekSeconds } from '../units/time.ts';
import { bindingWindows, leftPercent } from './account-use.ts';
import { limitReason } from './blocked-reason.ts';
import { byLevel, windowLevel } from './level.ts';
import type { AccountSnapshot, WindowSnapshot } from './schema.ts';

/** What an account has to offer, judged by the limits of the whole account. */
export interface Reserve {
  /** The longest limit; null: the account has none, because it is paid by use. */
  readonly long: WindowSnapshot | null;
  /** The shortest limit; null: the account has only one limit, or none. */
  readonly short: WindowSnapshot | null;
  /** What is left of the longest limit, 0 to 100; null: there is none. */
  readonly leftPercent: number | null;
  /** What an even pace would have left of it now, 0 to 100; null: its reset is unknown. */
  readonly evenPercent: number | null;
  /** What is left beyond an even pace, in percentage points; null: unknown. */
  readonly surplusPercent: number | null;
  /** The limit of a model that is used up or running low, the worst one; null: every model can be used. */
  readonly scarceModel: WindowSnapshot | null;
}

/** The account to use next, and its reserve, which is the reason. */
export interface NextUp {
  readonly account: AccountSnapshot;
  readonly reserve: Reserve;
}

/** The settings that decide which account is next. */
export type NextUpSettings = Pick<Settings, 'nextUp' | 'nextUpPaid' | 'hidden' | 'order'>;

/** The account stays next until another one leads by this many percentage points. A smaller difference is as good. */
const leadPercent = 5;
/** An account with less left of its short limit would soon stop. */
const leastShortPercent = 10;

/**
 * Returns the account to use next: the one that would lose most if it were not used, because the most is left beyond an
 * even pace. Null: no account can be used, or the user turned this off. An account that is blocked, unknown, old, hidden
 * or nearly out of its short limit is never next. An account that is paid by use is next only if the user wants that.
 * An account whose model runs out gives way to one that is as good and has all its models.
 *
 * @param beforeId The account that was next before; null: none was.
 */
export function nextUp(
  accounts: readonly AccountSnapshot[],
  settings: NextUpSettings,
  nowMs: number,
  beforeId: string | null,
): NextUp | null {
  if (!settings.nextUp) return null;
  const hidden = new Set(settings.hidden);
  const places = new Map(settings.order.map((id, place) => [id, place]));
  const candidates = accounts.flatMap((account): readonly NextUp[] => {
    const reserve = hidden.has(account.id) ? null : reserveOf(account, nowMs);
    return reserve === null || (reserve.long === null && !settings.nextUpPaid) ? [] : [{ account, reserve }];
  });
  const isBetter = (one: NextUp, other: NextUp): boolean => {
    const order = byReserve(one.reserve, other.reserve);
    const [a, b] = [one, other].map(({ account }) => places.get(account.id) ?? places.size);
    return order < 0 || (order === 0 && (a ?? 0) < (b ?? 0));
  };
  const bestOf = (some: readonly NextUp[]): NextUp | null =>
    some.reduce<NextUp | null>((first, each) => (first === null || isBetter(each, first) ? each : first), null);
  const most = bestOf(candidates);
  if (most === null) return null;
  // Only an account without the problem can replace the one with it
  const whole = bestOf(
    candidates.filter(({ reserve }) => reserve.scarceModel === null && isAsGood(reserve, most.reserve)),
  );
  const best = most.reserve.scarceModel === null ? most : (whole ?? most);
  const before = candidates.find(({ account }) => account.id === beforeId);
  return before === undefined || givesWay(before.reserve, best.reserve) ? best : before;
}

/** Returns whether the account that was next must give way to another one. */
function givesWay(before: Reserve, best: Reserve): boolean {
  if (leads(best, before)) return true;
  // It comes back only with a full lead, so that the two do not take turns
  return before.scarceModel !== null && best.scarceModel === null && byReserve(best, before) <= 0;
}

/** Returns whether a reserve is of the same kind as the largest one and not clearly smaller. */
function isAsGood(one: Reserve, most: Reserve): boolean {
  return (one.long === null) === (most.long === null) && !leads(most, one);
}

/** Returns whether the first reserve is so much larger that the account before must give way. */
function leads(one: Reserve, other: Reserve): boolean {
  if (one.surplusPercent === null || other.surplusPercent === null) {
    return one.surplusPercent !== null && other.surplusPercent === null;
  }
  return one.surplusPercent - other.surplusPercent >= leadPercent;
}

interface KnownReserve {
  readonly atMinute: number;
  readonly reserve: Reserve | null;
}

const reserves = new WeakMap<AccountSnapshot, KnownReserve>();

/**
 * Returns what an account has to offer; null: it cannot be the next one. The result counts for a whole minute, as all
 * views do.
 */
export function reserveOf(account: AccountSnapshot, nowMs: number): Reserve | null {
  const atMinute = Math.floor(nowMs / minuteMs);
  const known = reserves.get(account);
  if (known?.atMinute === atMinute) return known.reserve;
  const reserve = canBeNext(account) ? judged(account, atMinute * minuteMs) : null;
  reserves.set(account, { atMinute, reserve });
  return reserve;
}

function canBeNext(account: AccountSnapshot): boolean {
  const { use, state, blockedReason, spendLimits } = account;
  if (use !== 'active' || state === 'stale' || state === 'signed-out' || blockedReason !== null) return false;
  return !spendLimits.some(
    ({ used, limit, stale }) => !stale && used !== null && limit !== null && compareDecimals(used, limit) >= 0,
  );
}

function judged(account: AccountSnapshot, nowMs: number): Reserve | null {
  const windows = [...bindingWindows(account)].sort((one, other) => secondsOf(other) - secondsOf(one));
  const [long] = windows;
  const scarceModel = scarceModelOf(account);
  if (long === undefined)
    return { long: null, short: null, leftPercent: null, evenPercent: null, surplusPercent: null, scarceModel };
  // Each of them limits the account, so each must be known and current.
  if (windows.some((window) => window.stale || (leftPercent(window) ?? 0) <= 0)) return null;
  const short = windows.length > 1 ? (windows.at(-1) ?? null) : null;
  const left = leftPercent(long);
  if (left === null || (leftPercent(short ?? long) ?? 0) < leastShortPercent) return null;
  const even = evenLeft(long, nowMs);
  const surplus = even === null ? null : left - even;
  return { long, short, leftPercent: left, evenPercent: even, surplusPercent: surplus, scarceModel };
}

/** Returns the limit of a model that is used up or running low, the worst one; null: there is none. Old figures do not count. */
export function scarceModelOf({ windows }: Pick<AccountSnapshot, 'windows'>): WindowSnapshot | null {
  const [worst = null] = windows
    .filter(({ name, stale }) => name !== null && !stale)
    .filter((window) => ['low', 'critical', 'used-up'].includes(windowLevel(window)))
    .sort(
      (one, other) =>
        (leftPercent(one) ?? 0) - (leftPercent(other) ?? 0) || byLevel(windowLevel(one), windowLevel(other)),
    );
  return worst;
}

/** Returns what an even pace would have left of a limit now, 0 to 100; null: its reset or its length is unknown. */
function evenLeft(window: WindowSnapshot, nowMs: number): number | null {
  // Its time does not run yet, so nothing is lost.
  if (window.state === 'not-started') return 100;
  const lengthMs = secondsOf(window) * 1000;
  if (window.resetsAt === null || lengthMs === 0) return null;
  return Math.min(100, Math.max(0, (100 * (Date.parse(window.resetsAt) - nowMs)) / lengthMs));
}

/** Returns the length of a limit in seconds; 0: unknown. */
function secondsOf({ id, durationSeconds }: WindowSnapshot): number {
  return durationSeconds ?? (id === 'weekly' ? weekSeconds : id === 'session' ? 5 * hourSeconds : 0);
}

/**
 * Compares two reserves, the larger surplus first, and of equal ones the sooner reset. An unknown surplus comes after
 * all known ones, an account that is paid by use after these, and an account that cannot be next last.
 */
export function byReserve(one: Reserve | null, other: Reserve | null): number {
  const [a, b] = [rankOf(one), rankOf(other)];
  return b.rank - a.rank || b.surplus - a.surplus || a.resetMs - b.resetMs || b.left - a.left;
}

function rankOf(reserve: Reserve | null) {
  const left = reserve?.leftPercent ?? 0;
  if (reserve === null || reserve.long === null) {
    return { rank: reserve === null ? 0 : 1, surplus: 0, resetMs: 0, left };
  }
  const { surplusPercent, long } = reserve;
  const resetMs = long.resetsAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(long.resetsAt);
  return { rank: surplusPercent === null ? 2 : 3, surplus: surplusPercent ?? 0, resetMs, left };
}

/**
 * Returns how the account was chosen, in words: `52% is left, an even pace needs 38%.` A second sentence names the model
 * that runs out.
 */
export function reckoningText(reserve: Reserve | null, locale: LocaleContext, nowMs: number): string | null {
  if (reserve === null) return null;
  return joinSentences([choiceText(reserve, locale), scarceModelSentence(reserve.scarceModel, locale, nowMs)], locale);
}

function scarceModelSentence(window: WindowSnapshot | null, locale: LocaleContext, nowMs: number): string | null {
  if (window === null) return null;
  const left = percentText(leftPercent(window), locale);
  return (
    limitReason(window, locale, nowMs)?.text ??
    locale.t('next-up.reckoning-model', { left, limit: limitName(window, locale) })
  );
}

function choiceText(reserve: Reserve, locale: LocaleContext): string {
  const { t } = locale;
  if (reserve.leftPercent === null) return t('next-up.reckoning-paid');
  const left = percentText(reserve.leftPercent, locale);
  if (reserve.evenPercent === null) return t('next-up.reckoning-open', { left });
  return t('next-up.reckoning', { left, even: percentText(Math.round(reserve.evenPercent), locale) });
}
