import type { Settings } from '../settings/settings.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { nextMinuteMs } from '../units/time.ts';

type Make<Source extends object, Made, More extends readonly unknown[]> = (
  source: Source,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  ...more: More
) => Made;

interface Cached<Made> {
  readonly settings: Settings;
  readonly locale: LocaleContext;
  readonly more: readonly unknown[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly made: Made;
}

/**
 * Returns `make` with a cache that holds one result for each source. The cached result counts within one minute, and
 * only for the same settings, locale context and further arguments. Views count in whole minutes, and mostly one account of many
 * changes at a time. The cache drops results whose source is no longer in memory.
 *
 * @param changesAtMs Returns the next time within the minute at which the result differs. Infinity: there is none.
 */
export function cachedForMinute<Source extends object, Made, More extends readonly unknown[] = []>(
  make: Make<Source, Made, More>,
  changesAtMs: (source: Source, settings: Settings, nowMs: number) => number = () => Infinity,
): Make<Source, Made, More> {
  const memory = new WeakMap<Source, Cached<Made>>();
  return (source, settings, locale, nowMs, ...more) => {
    const known = memory.get(source);
    const isSame =
      known?.settings === settings &&
      known.locale === locale &&
      known.more.every((argument, index) => argument === more[index]);
    if (isSame && nowMs >= known.fromMs && nowMs < known.untilMs) return known.made;
    const untilMs = Math.min(nextMinuteMs(nowMs), changesAtMs(source, settings, nowMs));
    const made = make(source, settings, locale, nowMs, ...more);
    memory.set(source, { settings, locale, more, fromMs: nowMs, untilMs, made });
    return made;
  };
}
