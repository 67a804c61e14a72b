import stringWidth from 'string-width';
import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import { reserveOf } from '../snapshot/next-up.ts';
import { arranged, backAtMs, type Section, shownAccounts } from '../snapshot/order.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { limitInline } from '../text/limit.ts';
import { percentText } from '../text/numbers.ts';
import { cutText } from '../text/table.ts';
import { clockTime } from '../text/times.ts';
import { isolated } from '../units/text.ts';
import { scarceModelText } from './next-up.ts';
import { readyText } from './panel-title.ts';
import { backNext } from './pool.ts';
import { baseRow } from './row.ts';
import { sectionName } from './sections.ts';

/**
 * Returns the first lines of the terminal: `15 of 19 ready`, `Next up: home · week 52% · 5 hours 72%`, `Back next:
 * release 21:48`. They have the same words as the panel and the tray.
 */
export function headLines(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): readonly string[] {
  const { t } = locale;
  const accounts = shownAccounts(snapshot.accounts, settings);
  const next = accounts.find(({ id }) => settings.nextUp && id === snapshot.nextUp?.accountId);
  const first = backNext(accounts);
  const atMs = first === null ? null : backAtMs(first);
  return [
    readyText(accounts, locale, nowMs),
    ...(next === undefined
      ? []
      : [t('terminal.next-up', { name: isolated(next.label), reason: reasonText(next, settings, locale, nowMs) })]),
    ...(first === null || atMs === null
      ? []
      : [t('terminal.back-next', { name: isolated(first.label), time: clockTime(atMs, nowMs, locale) })]),
  ];
}

function reasonText(
  account: AccountSnapshot,
  settings: Pick<Settings, 'meterShows'>,
  locale: LocaleContext,
  nowMs: number,
): string {
  const { long = null, short = null, scarceModel = null } = reserveOf(account, nowMs) ?? {};
  const part = (window: WindowSnapshot | null): string | null => {
    const left = window === null ? null : leftPercent(window);
    if (window === null || left === null) return null;
    const percent = percentText(settings.meterShows === 'left' ? left : 100 - left, locale);
    return locale.t('next-up.limit', { limit: limitInline(window, locale), percent });
  };
  const model = scarceModel === null ? null : scarceModelText(scarceModel, settings, locale, nowMs);
  return joinWithDot([part(long), part(short), model]);
}

/** Returns the accounts in the sections of the panel, without those that the user hid. */
export function terminalSections(snapshot: Snapshot, settings: Settings, nowMs: number): readonly Section[] {
  return arranged(snapshot.accounts, { ...settings, isCompact: false, nowMs }).filter(({ id }) => id !== 'hidden');
}

/** Returns how many accounts the user hid, as a line of its own; empty: none. */
export function hiddenLines(
  { accounts }: Snapshot,
  settings: Pick<Settings, 'hidden'>,
  { t }: LocaleContext,
): readonly string[] {
  const count = accounts.length - shownAccounts(accounts, settings).length;
  return count === 0 ? [] : [t('section.hidden-count', { count })];
}

/** Returns the heading of a section: `Running low (3)`. */
export function sectionHead({ id, accounts }: Section, locale: LocaleContext): string {
  return locale.t('terminal.section', { name: sectionName(id, locale), count: accounts.length });
}

/**
 * Returns one line for each account below the first lines: figure, name, which limit binds, and time, in columns.
 *
 * @param columns The width of the terminal; null: a pipe, whose lines are never shortened.
 */
export function compactTerminal(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  columns: number | null,
): string {
  const sections = terminalSections(snapshot, settings, nowMs).map((section) => ({
    head: sectionHead(section, locale),
    rows: section.accounts.map((account) => {
      const { figure, second, time } = baseRow(account, settings, locale, nowMs);
      return { figure: figure ?? '', name: account.label, second: second ?? '', time: time ?? '' };
    }),
  }));
  const rows = sections.flatMap((section) => section.rows);
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => stringWidth(text)));
  const [figureWidth, nameWidth] = [widest(rows.map(({ figure }) => figure)), widest(rows.map(({ name }) => name))];
  const lines = sections.flatMap(({ head, rows: own }) => [
    '',
    head,
    ...own.map(({ figure, name, second, time }) => {
      const words = [second, time].filter((text) => text !== '').join(' · ');
      const line = `${padStart(figure, figureWidth)}  ${padEnd(name, nameWidth)}  ${words}`.trimEnd();
      return columns === null ? line : cutText(line, columns);
    }),
  ]);
  return [...headLines(snapshot, settings, locale, nowMs), ...lines, ...hiddenLines(snapshot, settings, locale)].join(
    '\n',
  );
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
