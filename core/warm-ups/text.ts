import { plainStyle, tableLines, type TerminalStyle, wrapText } from '../text/table.ts';
import { clockTime } from '../text/times.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { WarmupDecision } from './decide.ts';
import { failureReasons, skipReasons, type WarmupRun } from './run.ts';
import type { WarmupLine, ScheduledTimeView, WarmupsView } from './view-model.ts';

/** Says what happened at a scheduled time. */
export function runText(run: WarmupRun, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  const { state, reason, resetsAtMs } = run;
  switch (state) {
    case 'claimed':
    case 'running':
      return t('warmups.running');
    case 'started':
      return resetsAtMs === null
        ? t('warmups.started')
        : t('warmups.started-until', { time: clockTime(resetsAtMs, nowMs, locale) });
    case 'already-open':
      return alreadyOpenText(resetsAtMs, run.startedAtMs !== null, locale, nowMs);
    case 'skipped':
      return t(`warmups.skip.${skipReasons.find((each) => each === reason) ?? 'not-known'}`);
    case 'failed':
      return t(`warmups.fail.${failureReasons.find((each) => each === reason) ?? 'not-known'}`);
    default:
      return t(`warmups.${state}`);
  }
}

/** Says why a run that the user started was not made. */
export function refusalText(
  decision: Exclude<WarmupDecision, { kind: 'run' | 'refresh' }>,
  locale: LocaleContext,
  nowMs: number,
): string {
  return decision.kind === 'already-open'
    ? alreadyOpenText(decision.resetsAtMs, false, locale, nowMs)
    : locale.t(`warmups.skip.${decision.reason}`);
}

/** The tone in which the timeline shows a run. */
export function runTone({ state }: WarmupRun): ScheduledTimeView['tone'] {
  switch (state) {
    case 'started':
      return 'good';
    case 'failed':
    case 'not-started':
    case 'not-verified':
      return 'problem';
    case 'claimed':
    case 'running':
    case 'verifying':
      return 'planned';
    default:
      return 'quiet';
  }
}

function alreadyOpenText(resetsAtMs: number | null, wasAsked: boolean, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  if (resetsAtMs === null) return wasAsked ? t('warmups.open-asked') : t('warmups.open');
  const time = clockTime(resetsAtMs, nowMs, locale);
  return wasAsked ? t('warmups.open-asked-until', { time }) : t('warmups.open-until', { time });
}

/** The next scheduled times and the last runs: a table on a terminal, lines below their day in a pipe. */
export function warmupsText(view: WarmupsView, { t }: LocaleContext, style: TerminalStyle = plainStyle): string {
  const days = view.days.filter(({ slots }) => slots.length > 0);
  const lines =
    days.length === 0 ? [t('warmups.none')] : style.columns === null ? dayLines(days) : dayTable(days, t, style);
  const notes = [...(view.offText === null ? [] : [view.offText]), view.costText];
  return [...lines, '', ...notes.flatMap((note) => wrapText(note, style.columns))].join('\n');
}

function dayLines(days: WarmupsView['days']): readonly string[] {
  return days.flatMap(({ label, slots }) => [
    label,
    ...slots.map(({ timeText, account, text }) => `  ${timeText}  ${account}  ${text}`),
  ]);
}

function dayTable(days: WarmupsView['days'], t: LocaleContext['t'], style: TerminalStyle): readonly string[] {
  const columns = [
    { title: t('cli.column.day') },
    { title: t('cli.column.time') },
    { title: t('cli.column.name'), fit: 'cut' },
    { title: t('cli.column.state'), fit: 'wrap' },
  ] as const;
  const rows = days.flatMap(({ label, slots }) =>
    slots.map(({ timeText, account, text }, index) => [index === 0 ? label : '', timeText, account, text]),
  );
  return tableLines(columns, rows, style);
}

/** One run for `warmups --json`. */
export function warmupLine(run: WarmupRun): WarmupLine {
  const { accountId, slotAtMs, byHand, state, reason, resetsAtMs } = run;
  return {
    ...{ accountId, at: new Date(slotAtMs).toISOString(), byHand, state, reason },
    resetsAt: resetsAtMs === null ? null : new Date(resetsAtMs).toISOString(),
  };
}
