import type { Settings } from '../settings/settings.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { nextMinuteMs } from '../units/time.ts';

type Make<Source extends object, Made> = (
  source: Source,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
) => Made;

interface Cached<Made> {
  readonly settings: Settings;
  readonly locale: LocaleContext;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly made: Made;
}

/**
 * The same function, which gives the object it gave before as long as its source, the settings and the
 * reader are the same objects and the minute is the same: views count in whole minutes, and of a
 * thousand accounts one changes at a time. Sources that are gone are forgotten with what was made of them.
 *
 * @param changesAtMs The next moment within the minute at which the outcome differs; infinite: none.
 */
export function cachedForMinute<Source extends object, Made>(
  make: Make<Source, Made>,
  changesAtMs: (source: Source, settings: Settings, nowMs: number) => number = () => Infinity,
): Make<Source, Made> {
  const memory = new WeakMap<Source, Cached<Made>>();
  return (source, settings, locale, nowMs) => {
    const known = memory.get(source);
    const isSame = known?.settings === settings && known.locale === locale;
    if (isSame && nowMs >= known.fromMs && nowMs < known.untilMs) return known.made;
    const untilMs = Math.min(nextMinuteMs(nowMs), changesAtMs(source, settings, nowMs));
    const made = make(source, settings, locale, nowMs);
    memory.set(source, { settings, locale, fromMs: nowMs, untilMs, made });
    return made;
  };
}
