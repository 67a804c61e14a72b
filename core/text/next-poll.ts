import { assertNever } from '../assert-never.ts';
import type { NextPoll } from '../polling/next-poll.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { joinWithDot } from './layout.ts';
import { clockTime } from './times.ts';
import { minuteMs } from '../units/time.ts';

/** Returns when and why the app polls an endpoint next, for the report: `next 14:20, every 8 min · on battery`. */
export function nextPollText(outlook: NextPoll, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  const time = (atMs: number): string => clockTime(atMs, nowMs, locale);
  switch (outlook.kind) {
    case 'turned-off':
      return t('doctor.turn-off');
    case 'not-essential':
      return t('doctor.turn-essential');
    case 'not-wanted':
      return t('doctor.turn-not-wanted');
    case 'needs-sign-in':
      return t('doctor.turn-sign-in');
    case 'sign-in-asleep':
      return t('doctor.turn-sign-in-asleep');
    case 'asking':
      return t('doctor.turn-now');
    case 'asleep':
      return t('doctor.turn-asleep');
    case 'backoff':
      return t('doctor.turn-backoff', { time: time(outlook.atMs), count: outlook.attempt });
    case 'host':
      return t('doctor.turn-host', { time: time(outlook.atMs) });
    case 'budget':
      return t('doctor.turn-budget', { time: time(outlook.atMs) });
    case 'interval': {
      const { pace, everyMs } = outlook;
      const every = t('limit.minutes', { count: Math.round(everyMs / minuteMs) });
      const isSlowed = everyMs > pace.baseMs;
      return joinWithDot([
        t('doctor.turn-every', { time: time(outlook.atMs), every }),
        isSlowed && pace.unchangedAnswers > 2 ? t('doctor.slower-unchanged', { count: pace.unchangedAnswers }) : null,
        isSlowed && pace.onBattery ? t('doctor.slower-battery') : null,
        isSlowed && pace.locked ? t('doctor.slower-locked') : null,
      ]);
    }
    default:
      return assertNever(outlook);
  }
}
