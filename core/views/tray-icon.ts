import { bindingWindows, isOfNow, leftPercent, worstWindow } from '../snapshot/account-use.ts';
import { isBlockedOutright } from '../snapshot/blocked-reason.ts';
import { windowLevel } from '../snapshot/level.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { needsUser } from './account.ts';

/** A way in which the tray icon shows what is left. */
export type IconStyle = 'bars' | 'number' | 'ring';

/** Which panel the icon is drawn for. `automatic`: the desktop decides. */
export type IconTone = 'automatic' | 'for-dark' | 'for-light';

/**
 * What one figure of the icon says. `blocked`: something else than this limit stops the account. `unknown`: there is no
 * figure, or it is too old.
 */
export type IconState = 'fine' | 'low' | 'critical' | 'used-up' | 'blocked' | 'unknown';

/** One figure of the icon. */
export interface IconFigure {
  readonly state: IconState;
  /** What is left, whole percent 0..100; null: unknown. */
  readonly leftPercent: number | null;
}

/** What the tray icon shows. Two icons with equal fields look the same. */
export interface TrayIcon {
  readonly style: IconStyle;
  readonly tone: IconTone;
  /** The figure of the limit that binds. The number and the ring show it. */
  readonly figure: IconFigure;
  /** The short limit above the long one. One entry: there is one limit, or none is known. */
  readonly bars: readonly [IconFigure] | readonly [IconFigure, IconFigure];
  /** True shows a dot in a corner, because an account needs the user. */
  readonly attention: boolean;
}

/** Which account the icon follows: `automatic`, the one with the least left (`lowest`), or an account by its id. */
export type IconFollows = string;

/**
 * Returns the account whose figures the icon shows; null: no account has figures to show. A signed-out account is
 * followed only if the user chose it, and its old figures are never shown.
 *
 * @param nextUpId The account to use next; null: there is none.
 */
export function followedAccount(
  accounts: readonly AccountSnapshot[],
  follows: IconFollows,
  nextUpId: string | null,
): AccountSnapshot | null {
  const chosen = accounts.find(({ id }) => id === follows);
  if (chosen !== undefined) return chosen;
  const [only] = accounts;
  if (only !== undefined && accounts.length === 1) return only;
  const signedIn = accounts.filter(({ state }) => state !== 'signed-out');
  if (follows === 'lowest') return extreme(signedIn, (left) => -left);
  const next = signedIn.find(({ id }) => id === nextUpId);
  const usable = signedIn.filter(({ use }) => use === 'active');
  return next ?? extreme(usable, (left) => left) ?? backFirst(signedIn) ?? extreme(signedIn, (left) => left);
}

/** Returns the account whose block ends first; null: no end is known. */
function backFirst(accounts: readonly AccountSnapshot[]): AccountSnapshot | null {
  let first: { readonly account: AccountSnapshot; readonly untilMs: number } | null = null;
  for (const account of accounts) {
    const until = account.use === 'exhausted' ? (account.blockedReason?.until ?? null) : null;
    if (until === null) continue;
    const untilMs = Date.parse(until);
    if (first === null || untilMs < first.untilMs) first = { account, untilMs };
  }
  return first?.account ?? null;
}

/** Returns the account with the highest score for what is left; null: no account has a figure. */
function extreme(accounts: readonly AccountSnapshot[], score: (left: number) => number): AccountSnapshot | null {
  let best: { readonly account: AccountSnapshot; readonly score: number } | null = null;
  for (const account of accounts) {
    const left = leftOf(account);
    if (left !== null && (best === null || score(left) > best.score)) best = { account, score: score(left) };
  }
  return best?.account ?? null;
}

/** Returns what is left of the limit that binds an account, 0..100; null: unknown. */
function leftOf(account: AccountSnapshot): number | null {
  if (isBlockedOutright(account)) return 0;
  const worst = worstWindow(account);
  return worst === null ? null : leftPercent(worst);
}

const unknown: IconFigure = { state: 'unknown', leftPercent: null };
const blocked: IconFigure = { state: 'blocked', leftPercent: null };

/**
 * Returns the icon for an account.
 *
 * @param account The account that the icon follows; null: none.
 * @param accounts All accounts. One that needs the user adds the dot.
 */
export function trayIcon(
  account: AccountSnapshot | null,
  accounts: readonly AccountSnapshot[],
  { style, tone }: Pick<TrayIcon, 'style' | 'tone'>,
): TrayIcon {
  const attention = accounts.some(needsUser);
  const whole = { style, tone, attention };
  if (account === null || account.state === 'signed-out') return { ...whole, figure: unknown, bars: [unknown] };
  const windows = bindingWindows(account).toSorted((one, other) => lengthOf(one) - lengthOf(other));
  const [short, long] = [windows.at(0), windows.length > 1 ? windows.at(-1) : undefined];
  const isBlocked = isBlockedOutright(account);
  const bar = (window: WindowSnapshot): IconFigure => inSteps(isBlocked ? blocked : figureOf(window, account));
  const worst = worstWindow(account);
  const figure = isBlocked ? blocked : worst === null ? unknown : figureOf(worst, account);
  const one = short === undefined ? (isBlocked ? blocked : unknown) : bar(short);
  return {
    ...whole,
    figure: style === 'ring' ? inSteps(figure) : figure,
    bars: long === undefined ? [one] : [one, bar(long)],
  };
}

function lengthOf({ durationSeconds }: WindowSnapshot): number {
  return durationSeconds ?? Infinity;
}

function figureOf(window: WindowSnapshot, account: AccountSnapshot): IconFigure {
  if (!isOfNow(window, account)) return unknown;
  const left = leftPercent(window);
  if (left === null) return unknown;
  if (window.state === 'blocked') return { state: 'blocked', leftPercent: inWholePercent(left) };
  return { state: windowLevel(window), leftPercent: inWholePercent(left) };
}

/** Returns whole percent. A rest is never drawn as nothing, and nothing but a full limit as full. */
function inWholePercent(left: number): number {
  return left <= 0 ? 0 : left >= 100 ? 100 : Math.min(99, Math.max(1, Math.round(left)));
}

/** Returns the figure in steps of five percent, so that the icon is drawn again seldom. */
function inSteps({ state, leftPercent: left }: IconFigure): IconFigure {
  if (left === null || left <= 0 || left >= 100) return { state, leftPercent: left };
  return { state, leftPercent: Math.min(95, Math.ceil(left / 5) * 5) };
}
