import type { Account } from '../providers/account.ts';
import { accountNameOf } from '../settings/accounts.ts';
import type { Settings } from '../settings/settings.ts';
import { dateTimeFormat } from '../i18n/formatters.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { warmupCommandText, warmupToolOf } from './tool.ts';
import { forgottenAccountId, mayHaveRequested, type WarmupRun } from './run.ts';
import {
  localDate,
  momentsBetween,
  type ScheduledTime,
  type ScheduleCalendar,
  scheduledTimesBetween,
} from './schedule.ts';
import type { WarmupDay, ScheduledTimeView, WarmupsView } from './view-model.ts';
import { hasRoom } from '../settings/warm-ups.ts';
import { runTone, runText } from './text.ts';

const windowMs = 5 * 3_600_000;
const longestDayMs = 26 * 3_600_000;
const midnight = { days: [1, 2, 3, 4, 5, 6, 7], time: '00:00' };

/** What the view needs to know. */
export interface WarmupsData {
  readonly accounts: readonly Account[];
  readonly folderOf: (accountId: string) => string | null;
  /** The runs of the last eight days. */
  readonly runs: readonly WarmupRun[];
  readonly settings: Settings;
  readonly calendar: ScheduleCalendar;
}

interface Day {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The warm-ups section of the settings: accounts, costs, and the timelines of today and tomorrow. */
export function warmupsView(known: WarmupsData, locale: LocaleContext, nowMs: number): WarmupsView {
  const { settings, calendar, runs } = known;
  const { t } = locale;
  const asked = runs.filter(mayHaveRequested);
  const today = asked.filter(({ slotDate }) => slotDate === localDate(nowMs, calendar.timeZone)).length;
  const week = asked.filter(({ slotAtMs }) => nowMs - slotAtMs < 7 * 86_400_000).length;
  const isOff = settings.windowWarmups.some(({ enabled }) => enabled) && !hasRoom(settings.windowWarmupCap);
  return {
    nowMs,
    accounts: known.accounts.flatMap((account) => {
      const tool = warmupToolOf(account.provider);
      if (tool === null) return [];
      const folder = known.folderOf(account.id);
      const command = folder === null ? null : warmupCommandText(tool, folder);
      return [{ id: account.id, label: labelOf(account.id, known, locale), command }];
    }),
    costText: t('warmups.cost', { week, today }),
    offText: isOff ? t('warmups.no-cap') : null,
    days: daysOf(calendar, nowMs).map((day, index) =>
      dayView(day, index === 0 ? 'today' : 'tomorrow', known, locale, nowMs),
    ),
  };
}

/** Today and tomorrow in the time zone; empty if a day there has no midnight. */
function daysOf(calendar: ScheduleCalendar, nowMs: number): readonly Day[] {
  const passed = momentsBetween(midnight, calendar, nowMs - longestDayMs, nowMs);
  const coming = momentsBetween(midnight, calendar, nowMs, nowMs + 2 * longestDayMs);
  const [fromMs] = passed.slice(-1);
  const [middleMs, untilMs] = coming;
  return fromMs === undefined || middleMs === undefined || untilMs === undefined
    ? []
    : [
        { fromMs, untilMs: middleMs },
        { fromMs: middleMs, untilMs },
      ];
}

function dayView(day: Day, id: WarmupDay['id'], known: WarmupsData, locale: LocaleContext, nowMs: number): WarmupDay {
  const { settings, calendar, runs } = known;
  const ofDay = runs.filter(
    ({ accountId, slotAtMs }) => accountId !== forgottenAccountId && slotAtMs >= day.fromMs && slotAtMs < day.untilMs,
  );
  const kept = new Set(ofDay.map(({ key }) => key));
  const open = scheduledTimesBetween(settings.windowWarmups, calendar, day.fromMs - 1, day.untilMs - 1).filter(
    ({ key, atMs, warmup }) => !kept.has(key) && atMs >= warmup.sinceMs,
  );
  const rows = [
    ...ofDay.map((run) => ({ atMs: run.slotAtMs, view: runView(run, day, known, locale, nowMs) })),
    ...open.map((slot) => ({ atMs: slot.atMs, view: scheduledTimeView(slot, day, known, locale, nowMs) })),
  ].sort((one, other) => one.atMs - other.atMs);
  const isNow = nowMs >= day.fromMs && nowMs < day.untilMs;
  return {
    id,
    label: locale.t(`warmups.${id}`),
    nowPercent: isNow ? percentOf(nowMs, day) : null,
    slots: rows.map(({ view }) => view),
  };
}

function runView(
  run: WarmupRun,
  day: Day,
  known: WarmupsData,
  locale: LocaleContext,
  nowMs: number,
): ScheduledTimeView {
  const began = run.state === 'started' || run.state === 'already-open' ? run.resetsAtMs : null;
  return {
    key: run.key,
    timeText: timeOf(run.startedAtMs ?? run.slotAtMs, locale),
    account: labelOf(run.accountId, known, locale),
    tone: runTone(run),
    text: runText(run, locale, nowMs),
    ...windowOf(began === null ? null : { fromMs: began - windowMs, untilMs: began }, day, locale),
  };
}

function scheduledTimeView(
  { key, atMs, warmup }: ScheduledTime,
  day: Day,
  known: WarmupsData,
  locale: LocaleContext,
  nowMs: number,
): ScheduledTimeView {
  const isOver = nowMs - atMs > warmup.graceMinutes * 60_000;
  const mayRun = hasRoom(known.settings.windowWarmupCap);
  return {
    key,
    timeText: timeOf(atMs, locale),
    account: labelOf(warmup.accountId, known, locale),
    tone: isOver ? 'quiet' : 'planned',
    text: locale.t(isOver ? 'warmups.missed' : mayRun ? 'warmups.planned' : 'warmups.planned-off'),
    ...windowOf(isOver || !mayRun ? null : { fromMs: atMs, untilMs: atMs + windowMs }, day, locale),
  };
}

function windowOf(window: Day | null, day: Day, locale: LocaleContext): Pick<ScheduledTimeView, 'windowText' | 'bar'> {
  if (window === null) return { windowText: null, bar: null };
  const { fromMs, untilMs } = window;
  return {
    windowText: locale.t('warmups.window', { from: timeOf(fromMs, locale), until: timeOf(untilMs, locale) }),
    bar: { fromPercent: percentOf(fromMs, day), toPercent: percentOf(untilMs, day) },
  };
}

function percentOf(atMs: number, { fromMs, untilMs }: Day): number {
  const share = (100 * (atMs - fromMs)) / (untilMs - fromMs);
  return Math.round(Math.min(100, Math.max(0, share)) * 10) / 10;
}

function timeOf(atMs: number, { formats, timeZone }: LocaleContext): string {
  return dateTimeFormat(formats.times, { hour: 'numeric', minute: '2-digit', timeZone }).format(atMs);
}

function labelOf(accountId: string, { accounts, settings }: WarmupsData, locale: LocaleContext): string {
  return accountNameOf(accountId, accounts, settings, locale);
}
