import type { LocaleContext } from '../i18n/translate.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import type { NextUp } from '../snapshot/next-up.ts';
import { backAtMs, byReturn, standingOf } from '../snapshot/order.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { limitInline } from '../text/limit.ts';
import { lengthOf, lineWithName, longestLine } from '../text/line.ts';
import { joinWithDot } from '../text/layout.ts';
import { percentText } from '../text/numbers.ts';
import type { NameOf } from '../text/personal.ts';
import { clockTime } from '../text/times.ts';
import { isolated } from '../units/text.ts';
import { modelText } from './row-text.ts';

/**
 * Returns the first line about several accounts: `15 of 19 ready`, `None ready · release back 21:48`, or `Offline ·
 * figures from 19:58` if no figure is current.
 */
export function readyText(
  accounts: readonly AccountSnapshot[],
  nameOf: NameOf,
  locale: LocaleContext,
  nowMs: number,
): string {
  const { t } = locale;
  const counts = { ready: 0, unknown: 0 };
  for (const account of accounts) {
    const standing = standingOf(account);
    if (standing === 'low' || standing === 'ready') counts.ready += 1;
    if (standing === 'unknown') counts.unknown += 1;
  }
  if (counts.ready > 0) return t('summary.ready', { ready: counts.ready, total: accounts.length });
  if (counts.unknown === accounts.length) return oldText(accounts, locale, nowMs);
  const back = backNext(accounts);
  if (back === null) return t('summary.none-ready');
  const time = clockTime(back.atMs, nowMs, locale);
  return lineWithName(nameOf(back.account), (name) => t('summary.none-ready-back', { name: isolated(name), time }));
}

function oldText(accounts: readonly AccountSnapshot[], locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  const read = accounts.flatMap(({ fetchedAt }) => (fetchedAt === null ? [] : [Date.parse(fetchedAt)]));
  const isOffline = accounts.every(({ state }) => state === 'offline');
  if (read.length === 0) return t(isOffline ? 'state.offline' : 'summary.none-known');
  const time = clockTime(
    read.reduce((newest, each) => Math.max(newest, each)),
    nowMs,
    locale,
  );
  return t(isOffline ? 'summary.offline-from' : 'summary.figures-from', { time });
}

/** Returns the resting account that is usable again first, and when, epoch ms; null: no time is known. */
export function backNext(
  accounts: readonly AccountSnapshot[],
): { readonly account: AccountSnapshot; readonly atMs: number } | null {
  let first: AccountSnapshot | null = null;
  for (const account of accounts) {
    if (standingOf(account) !== 'resting' || backAtMs(account) === null) continue;
    if (first === null || byReturn(account, first) < 0) first = account;
  }
  const atMs = first === null ? null : backAtMs(first);
  return first === null || atMs === null ? null : { account: first, atMs };
}

/** Returns the line about the account that is back first: `Back next: release, 21:48`; null: no time is known. */
export function backNextText(
  accounts: readonly AccountSnapshot[],
  nameOf: NameOf,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  const back = backNext(accounts);
  if (back === null) return null;
  const time = clockTime(back.atMs, nowMs, locale);
  return lineWithName(nameOf(back.account), (name) => locale.t('summary.back-next', { name: isolated(name), time }));
}

/**
 * Returns the line about the account to use next: `Next up: home · week 52% · 5 hours 72%`, or with the model that runs
 * out: `Next up: home · week 52% · Opus 17%`.
 */
export function nextUpText({ account, reserve }: NextUp, nameOf: NameOf, locale: LocaleContext): string {
  const part = (window: WindowSnapshot | null): string | null =>
    window === null ? null : `${limitInline(window, locale)} ${percentText(leftPercent(window), locale)}`;
  const { scarceModel } = reserve;
  const model = scarceModel === null ? null : modelText(scarceModel, locale);
  const line = (parts: readonly (string | null)[]): string =>
    lineWithName(nameOf(account), (name) =>
      joinWithDot([locale.t('summary.next-up', { name: isolated(name) }), ...parts]),
    );
  // What is in the way comes before a limit that is fine
  const second = model ?? part(reserve.short);
  const both = joinWithDot([locale.t('summary.next-up', { name: nameOf(account) }), part(reserve.long), second]);
  return lengthOf(both) <= longestLine ? both : line([part(reserve.long), model]);
}
