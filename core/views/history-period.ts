import type { HistoryPoint } from '../history/reading.ts';
import type { HistoryPeriodView } from '../history/view-model.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { horizonMs } from '../pace/pace.ts';
import type { Settings } from '../settings/settings.ts';
import type { WindowSnapshot } from '../snapshot/schema.ts';
import { percentText } from '../text/numbers.ts';
import { clockTime } from '../text/times.ts';
import { paceText } from './windows.ts';

/**
 * Returns the running period of a window up to its reset: the even pace, and where the recent pace leads to. Null if the
 * reset or the length is not known, or if the period does not run.
 *
 * @param points The readings of the window, from the oldest to the newest.
 */
export function periodView(
  window: WindowSnapshot,
  points: readonly HistoryPoint[],
  { meterShows }: Pick<Settings, 'meterShows'>,
  locale: LocaleContext,
  nowMs: number,
): HistoryPeriodView | null {
  const { resetsAt, durationSeconds, usedPercent } = window;
  if (resetsAt === null || durationSeconds === null || usedPercent === null || window.state !== 'open') return null;
  const resetsAtMs = Date.parse(resetsAt);
  const lengthMs = durationSeconds * 1000;
  if (!Number.isFinite(resetsAtMs) || resetsAtMs <= nowMs || lengthMs <= 0) return null;
  const shown = (used: number): number => (meterShows === 'left' ? 100 - used : used);
  const forecast = forecastOf(window, points, resetsAtMs, lengthMs, nowMs);
  return {
    startsAt: (resetsAtMs - lengthMs) / 1000,
    resetsAt: resetsAtMs / 1000,
    evenFrom: shown(0),
    evenTo: shown(100),
    forecast:
      forecast === null
        ? null
        : { at: forecast.atMs / 1000, value: shown(forecast.usedPercent), isEarly: forecast.isEarly },
    sentence: forecast === null ? null : sentence(window, forecast, meterShows, locale, resetsAtMs, nowMs),
  };
}

interface Forecast {
  readonly atMs: number;
  readonly usedPercent: number;
  readonly isEarly: boolean;
}

/** Continues the recent pace. It is the one that the app also warns by: without it there is no forecast. */
function forecastOf(
  { pace, usedPercent }: WindowSnapshot,
  points: readonly HistoryPoint[],
  resetsAtMs: number,
  lengthMs: number,
  nowMs: number,
): Forecast | null {
  if (pace === null || usedPercent === null) return null;
  const exhaustsAtMs = pace.exhaustsAt === null ? Number.NaN : Date.parse(pace.exhaustsAt);
  if (exhaustsAtMs > nowMs && exhaustsAtMs < resetsAtMs) return { atMs: exhaustsAtMs, usedPercent: 100, isEarly: true };
  const fromMs = Math.max(resetsAtMs - lengthMs, nowMs - horizonMs(lengthMs));
  const before = points.findLast(({ atMs }) => atMs <= fromMs) ?? points.find(({ atMs }) => atMs >= fromMs);
  if (before === undefined || before.atMs < resetsAtMs - lengthMs || before.atMs >= nowMs) return null;
  const perMs = Math.max(0, usedPercent - before.value) / (nowMs - before.atMs);
  return { atMs: resetsAtMs, usedPercent: Math.min(100, usedPercent + perMs * (resetsAtMs - nowMs)), isEarly: false };
}

function sentence(
  window: WindowSnapshot,
  { usedPercent, isEarly }: Forecast,
  meterShows: Settings['meterShows'],
  locale: LocaleContext,
  resetsAtMs: number,
  nowMs: number,
): string | null {
  if (isEarly) return paceText(window, locale, nowMs);
  const percent = percentText(Math.round(meterShows === 'left' ? 100 - usedPercent : usedPercent), locale);
  const time = clockTime(resetsAtMs, nowMs, locale);
  return locale.t(meterShows === 'left' ? 'history.forecast-left' : 'history.forecast-used', { percent, time });
}
