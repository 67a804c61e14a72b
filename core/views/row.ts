import { assertNever } from '../assert-never.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { findProvider } from '../providers/registry.ts';
import type { Settings } from '../settings/settings.ts';
import { bindingWindows, leftPercent } from '../snapshot/account-use.ts';
import { backAtMs, bindingLimit, type Standing, standingOf } from '../snapshot/order.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { limitInline, spokenTime } from '../text/limit.ts';
import { joinSentences } from '../text/layout.ts';
import { percentText } from '../text/numbers.ts';
import { ageText, clockTime, countdown } from '../text/times.ts';
import { planText, providerName, serviceName, stateText } from './account.ts';
import { barOf, flippedFigures, spokenLimit, wordedFigure } from './meter.ts';
import type { RowAction, RowLimit, RowTone, RowView, TileView } from './panel-model.ts';
import { secondLine, usedUpWindow } from './row-text.ts';

/** What one row shows of an account. Marks, tags and cards are added by the list. */
export type BaseRow = Omit<RowView, 'marks' | 'card'>;

/** Returns the row of one account. */
export function baseRow(account: AccountSnapshot, settings: Settings, locale: LocaleContext, nowMs: number): BaseRow {
  const standing = standingOf(account);
  const { name, domain } = nameParts(account.label);
  const plan = planText(account);
  return {
    id: account.id,
    service: serviceName(account),
    group: account.group,
    standing,
    tile: tileOf(account, settings),
    name,
    domain,
    second: secondLine(account, standing, locale, nowMs),
    bars: barsOf(account).map((window) => barOf(window, settings)),
    ...figureAndTime(account, standing, settings, locale, nowMs),
    limit: limitOf(account, standing, settings, locale),
    tone: toneOf(account, standing),
    age: isOld(account) ? ageText(Date.parse(account.fetchedAt ?? ''), nowMs, locale) : null,
    spoken: spokenRow(account, standing, settings, locale, nowMs),
    search: [account.label, plan, account.group ?? '', account.workspace ?? '', locale.t(`standing.${standing}`)]
      .join(' ')
      .toLowerCase(),
    actions: actionsOf(account, standing, locale),
  };
}

/** Returns the name that a row shows strong, and the rest that it shows grey: `studio` and `@river.example`. */
export function nameParts(label: string): { readonly name: string; readonly domain: string | null } {
  const [, name, domain] = /^([^@\s]+)(@[^@\s]+\.[^@\s]+.*)$/u.exec(label) ?? [];
  return name === undefined || domain === undefined ? { name: label, domain: null } : { name, domain };
}

const counted = new WeakMap<readonly AccountSnapshot[], ReadonlyMap<string, number>>();

/** Returns how many accounts have each name before the @. */
export function countNames(accounts: readonly AccountSnapshot[]): ReadonlyMap<string, number> {
  const known = counted.get(accounts);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const { label } of accounts) {
    const { name } = nameParts(label);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  counted.set(accounts, counts);
  return counts;
}

/** Returns the two letters of the account's service, or the user's own letter or emoji. */
export function tileOf(
  { id, provider, ownService }: Pick<AccountSnapshot, 'id' | 'provider' | 'ownService'>,
  { accountTiles }: Pick<Settings, 'accountTiles'>,
): TileView {
  const own = Object.hasOwn(accountTiles, id) ? accountTiles[id] : undefined;
  const tile = ownService?.tile ?? findProvider(provider)?.tile;
  return { text: own ?? tile ?? providerName(provider).slice(0, 2), provider };
}

/** Returns true if the figures of an account are too old to be current. A signed-out account says so itself. */
export function isOld({ state, fetchedAt, windows }: AccountSnapshot): boolean {
  if (fetchedAt === null || state === 'signed-out') return false;
  return state === 'stale' || (windows.length > 0 && windows.every(({ stale }) => stale));
}

/** Returns the short limit and the long one; one if the account has one; none if it has none. */
function barsOf(account: AccountSnapshot): readonly WindowSnapshot[] {
  const windows = bindingWindows(account);
  const [first] = windows;
  const last = windows.at(-1);
  if (first === undefined || last === undefined) return account.windows.slice(0, 1);
  return first === last ? [first] : [first, last];
}

type FigureAndTime = Pick<RowView, 'figure' | 'figureOther' | 'time' | 'timeOther'>;

const nothing: FigureAndTime = { figure: null, figureOther: null, time: null, timeOther: null };

function figureAndTime(
  account: AccountSnapshot,
  standing: Standing,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): FigureAndTime {
  switch (standing) {
    case 'needs-you':
      return nothing;
    case 'resting': {
      const atMs = backAtMs(account);
      if (atMs === null) return { ...nothing, figure: locale.t('row.back-unknown') };
      return { ...nothing, figure: countdown(atMs, nowMs, locale), time: clockTime(atMs, nowMs, locale) };
    }
    case 'low':
    case 'ready':
    case 'unknown': {
      const window = figureWindow(account);
      return window === null ? nothing : ofWindow(window, settings, locale, nowMs);
    }
    default:
      return assertNever(standing);
  }
}

/** Returns the limit whose figure the row of a usable account shows; null: it has none. */
function figureWindow(account: AccountSnapshot): WindowSnapshot | null {
  return bindingLimit(account)?.window ?? barsOf(account)[0] ?? null;
}

/** Returns the limit that the figure of a row is of; null: there is none, or something else blocks the account. */
function limitOf(
  account: AccountSnapshot,
  standing: Standing,
  settings: Settings,
  locale: LocaleContext,
): RowLimit | null {
  const isResting = standing === 'resting';
  const window = isResting ? usedUpWindow(account) : figureWindow(account);
  if (window === null || standing === 'needs-you') return null;
  const name = limitInline(window, locale);
  return { name: isResting ? locale.t('row.used-up', { limit: name }) : name, bar: barOf(window, settings) };
}

function ofWindow(window: WindowSnapshot, settings: Settings, locale: LocaleContext, nowMs: number): FigureAndTime {
  const left = leftPercent(window);
  const figure = percentText(left === null ? null : settings.meterShows === 'left' ? left : 100 - left, locale);
  const figureOther = left === null ? null : wordedFigure(window, flippedFigures(settings), locale);
  const atMs = window.resetsAt === null || window.state !== 'open' ? null : Date.parse(window.resetsAt);
  if (atMs === null) return { ...nothing, figure, figureOther };
  const times = [countdown(atMs, nowMs, locale), clockTime(atMs, nowMs, locale)] as const;
  const [time, timeOther] = settings.resetShows === 'countdown' ? times : [times[1], times[0]];
  return { figure, figureOther, time, timeOther };
}

function toneOf(account: AccountSnapshot, standing: Standing): RowTone {
  if (standing === 'needs-you' || standing === 'resting') return standing;
  if (isOld(account)) return 'stale';
  if (standing === 'unknown') return 'unknown';
  if (standing === 'ready') return 'fine';
  return bindingLimit(account)?.level === 'critical' ? 'critical' : 'low';
}

function actionsOf(account: AccountSnapshot, standing: Standing, { t }: LocaleContext): readonly RowAction[] {
  if (standing !== 'needs-you') return [];
  const hasKey = findProvider(account.provider)?.key !== undefined;
  return [hasKey ? { id: 'give-key', text: t('row.give-key') } : { id: 'sign-in', text: t('row.sign-in') }];
}

/** Returns the whole row as sentences: `studio, Codex Plus, running low. 5 hours 7 percent left, …`. */
function spokenRow(
  account: AccountSnapshot,
  standing: Standing,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): string {
  const { t } = locale;
  const state = stateText(account, locale, nowMs) ?? t(`standing.${standing}`);
  const head = t('spoken.head', { name: account.label, plan: planText(account), state });
  const atMs = standing === 'resting' ? backAtMs(account) : null;
  const time = atMs === null ? null : spokenTime(atMs, nowMs, locale);
  const limits = barsOf(account).map((window) => spokenLimit(window, settings, locale, nowMs));
  return joinSentences([head, time === null ? null : t('spoken.back', { time }), ...limits], locale);
}
