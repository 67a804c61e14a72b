import type { Settings } from '../settings/settings.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { bindsAccount } from '../snapshot/account-use.ts';
import { joinWithDot } from '../text/layout.ts';
import { ageOf, clockTime, countdown } from '../text/times.ts';
import type { SpendSnapshot } from '../snapshot/figure-schema.ts';
import type { WindowSnapshot } from '../snapshot/schema.ts';
import { spendRow } from './money-rows.ts';
import { limitInline } from '../text/limit.ts';
import { windowFigure } from './windows.ts';

/** The figures that the status line shows. */
export interface StatusLineFigures {
  /** The model in use, as its tool names it; null: not known. */
  readonly model: string | null;
  readonly windows: readonly WindowSnapshot[];
  /** The spend limit in force; null: none, or not known. It is shown when there are no windows. */
  readonly spend: SpendSnapshot | null;
  /** When the figures were true, epoch ms; null when they are current. */
  readonly asOfMs: number | null;
}

/**
 * Returns one line for the prompt of a coding tool: `Sonnet · 5 hours 63% left · 1h 02m · week 39% left`. If the figures
 * are not current, the line ends with their age. It shows the limits of the account and of this model. It leaves out a
 * limit that a longer limit blocks, because the rest of that limit cannot be used. An account without windows shows its
 * spend limit.
 */
export function statusLine(
  figures: StatusLineFigures,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): string {
  const { t } = locale;
  const model = figures.model ?? t('app.name');
  const shown = figures.windows.filter((window) => !isBlockedByLonger(window) && concerns(window, figures.model));
  if (shown.length === 0 && figures.spend === null) return joinWithDot([model, t('state.not-measured')]);
  const words =
    shown.length === 0 && figures.spend !== null
      ? [spendText(figures.spend, settings, locale, nowMs)]
      : shown.flatMap((window, index) => windowTexts(window, index === 0, settings, locale, nowMs));
  const age = figures.asOfMs === null ? null : ageOf(figures.asOfMs, nowMs, locale);
  return joinWithDot([model, ...words, age], locale);
}

function spendText(spend: SpendSnapshot, settings: Settings, locale: LocaleContext, nowMs: number): string {
  const { name, text } = spendRow({ ...spend, stale: false }, 0, settings, locale, nowMs);
  return `${name} ${text}`;
}

function isBlockedByLonger({ state, blockedBy }: WindowSnapshot): boolean {
  return state === 'blocked' && blockedBy !== null;
}

function concerns(window: WindowSnapshot, model: string | null): boolean {
  if (bindsAccount(window)) return true;
  return window.name !== null && model !== null && model.toLowerCase().includes(window.name.toLowerCase());
}

/**
 * Returns the texts of one window. The reset is shown for the shortest limit and for each exhausted limit, because the
 * user waits for it.
 */
function windowTexts(
  window: WindowSnapshot,
  isShortest: boolean,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): readonly (string | null)[] {
  const name = limitInline(window, locale);
  if (window.state === 'reset-pending') return [`${name} ${locale.t('window.reset-due')}`];
  const figure = `${name} ${windowFigure(window, settings, locale)}`;
  if (window.state === 'blocked') return [figure, locale.t('window.blocked-by-service')];
  const isTold =
    window.resetsAt !== null && window.state !== 'not-started' && (isShortest || window.state === 'exhausted');
  if (window.resetsAt === null || !isTold) return [figure];
  const resetsAtMs = Date.parse(window.resetsAt);
  const isCountdown = settings.resetShows === 'countdown';
  return [figure, isCountdown ? countdown(resetsAtMs, nowMs, locale) : clockTime(resetsAtMs, nowMs, locale)];
}
