import type { Reader } from '../translate.ts';
import type { WarmupRun } from './run.ts';
import type { WarmupLine, WarmupsView } from './view-model.ts';

/** The next slots and the last runs, for the terminal. */
export function warmupsText(view: WarmupsView, { t }: Reader): string {
  const lines = view.days.flatMap(({ label, slots }) =>
    slots.length === 0
      ? []
      : [label, ...slots.map(({ timeText, account, text }) => `  ${timeText}  ${account}  ${text}`)],
  );
  const shown = lines.length === 0 ? [t('warmups.none')] : lines;
  return [...shown, '', ...(view.offText === null ? [] : [view.offText]), view.costText].join('\n');
}

/** One run as `warmups --json` gives it. */
export function warmupLine(run: WarmupRun): WarmupLine {
  const { accountId, slotAtMs, byHand, state, reason, resetsAtMs } = run;
  return {
    ...{ accountId, at: new Date(slotAtMs).toISOString(), byHand, state, reason },
    resetsAt: resetsAtMs === null ? null : new Date(resetsAtMs).toISOString(),
  };
}
