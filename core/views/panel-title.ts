import type { LocaleContext } from '../i18n/translate.ts';
import { backAtMs, standingOf } from '../snapshot/order.ts';
import type { AccountSnapshot, Snapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { ago, clockTime, spanText } from '../text/times.ts';
import { planText, workspaceText } from './account.ts';
import type { AgeView, PanelForm } from './panel-model.ts';
import { backNext } from './pool.ts';
import { isOld, nameParts } from './row.ts';

/**
 * Returns the first line of the panel, the menu, the tooltip and the terminal: `15 of 19 ready`, `Use home next`, `None
 * ready · release back 21:48`, `Offline · figures from 19:58`.
 *
 * @param accounts The accounts that the user did not hide.
 */
export function titleText(
  { nextUp }: Pick<Snapshot, 'nextUp'>,
  accounts: readonly AccountSnapshot[],
  form: PanelForm,
  locale: LocaleContext,
  nowMs: number,
): string {
  const { t } = locale;
  if (form === 'welcome') return t('title.welcome');
  const [only] = accounts;
  if (form === 'hero' && only !== undefined) return nameParts(only.label).name;
  const next = form === 'cards' ? accounts.find(({ id }) => id === nextUp?.accountId) : undefined;
  if (next !== undefined) return t('title.use-next', { name: nameParts(next.label).name });
  return readyText(accounts, locale, nowMs);
}

/** Returns how many accounts can be used, or why none can: `15 of 19 ready`. */
export function readyText(accounts: readonly AccountSnapshot[], locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  const standings = accounts.map(standingOf);
  const ready = standings.filter((standing) => standing === 'low' || standing === 'ready').length;
  if (ready > 0) return t('title.ready', { ready, count: accounts.length });
  const isUnknown = standings.length > 0 && standings.every((standing) => standing === 'unknown');
  if (isUnknown) return unknownText(accounts, locale, nowMs);
  const first = backNext(accounts);
  const atMs = first === null ? null : backAtMs(first);
  if (first === null || atMs === null) return t('title.none-ready');
  return t('title.none-ready-back', { name: nameParts(first.label).name, time: clockTime(atMs, nowMs, locale) });
}

/** Returns from when the newest figures are, if no account has a current one. */
function unknownText(accounts: readonly AccountSnapshot[], locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  const newestMs = readTimes(accounts).reduce<number | null>((newest, atMs) => Math.max(newest ?? atMs, atMs), null);
  if (newestMs === null) return t('title.never-read');
  const time = clockTime(newestMs, nowMs, locale);
  return t(accounts.some(({ state }) => state === 'offline') ? 'title.offline' : 'title.old', { time });
}

/** Returns the plan of the only account: `Codex · Pro`. */
export function subtitleText(
  accounts: readonly AccountSnapshot[],
  form: PanelForm,
  locale: Pick<LocaleContext, 'language'>,
): string | null {
  const [only] = accounts;
  if (form !== 'hero' || only === undefined) return null;
  return joinWithDot([planText(only, ' · '), workspaceText(only)], locale);
}

/**
 * Returns the age beside the refresh button: that of the newest figures, or of the oldest account if its figures are too
 * old to be current. Null: nothing was ever read.
 */
export function panelAge(accounts: readonly AccountSnapshot[], locale: LocaleContext, nowMs: number): AgeView | null {
  const { t } = locale;
  const times = readTimes(accounts);
  if (times.length === 0) return null;
  const old = readTimes(accounts.filter(isOld));
  const atMs = old.length === 0 ? maximum(times) : -maximum(old.map((each) => -each));
  const span = spanText(nowMs - atMs, locale) ?? t('age.now');
  if (old.length === 0)
    return { text: span, spoken: t('panel.updated', { age: ago(atMs, nowMs, locale) }), isOld: false };
  // The name of the button contains what is written on it, so that a voice can press it
  const text = old.length === times.length ? t('age.old', { age: span }) : t('age.some-old', { age: span });
  return { text, spoken: text, isOld: true };
}

function readTimes(accounts: readonly AccountSnapshot[]): readonly number[] {
  return accounts.flatMap(({ fetchedAt }) => (fetchedAt === null ? [] : [Date.parse(fetchedAt)]));
}

function maximum(numbers: readonly number[]): number {
  return numbers.reduce((largest, each) => Math.max(largest, each), -Infinity);
}
