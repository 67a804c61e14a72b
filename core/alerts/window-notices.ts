import type { DesktopNotification } from '../ports.ts';
import { percentText } from '../snapshot/format-number.ts';
import { clockTime } from '../snapshot/format-time.ts';
import { limitName } from '../snapshot/window-name.ts';
import type { Reader } from '../translate.ts';
import type { NoticeFacts } from './notice-facts.ts';
import type { WindowFacts } from './window-facts.ts';

type Words = Omit<DesktopNotification, 'accountId'>;
type FactsOf<Kind> = Extract<NoticeFacts, { readonly kind: Kind; readonly window: WindowFacts }>;

/** How much of a window is used, and when it begins anew. */
export function thresholdNotice(
  { window, usedPercent }: FactsOf<'threshold'>,
  label: string,
  reader: Reader,
  nowMs: number,
): Words {
  const values = { label, limit: limitName(window, reader), used: percentText(usedPercent, reader) };
  return { title: reader.t('notice.threshold-title', values), body: resetSentence(window, reader, nowMs) };
}

/** When a window is used up at its present pace. */
export function runOutNotice(
  { window, exhaustsAt }: FactsOf<'will-run-out'>,
  label: string,
  reader: Reader,
  nowMs: number,
): Words {
  const { t } = reader;
  const time = clockTime(Date.parse(exhaustsAt), nowMs, reader);
  const reset = window.resetsAt === null ? t('time.unknown') : clockTime(Date.parse(window.resetsAt), nowMs, reader);
  return {
    title: t('notice.run-out-title', { label, limit: limitName(window, reader) }),
    body: t('notice.run-out-body', { time, reset }),
  };
}

/** A window that can be worked with again. */
export function backNotice(
  { window, usedPercent, early }: FactsOf<'window-back'>,
  label: string,
  reader: Reader,
  nowMs: number,
): Words {
  const { t } = reader;
  const left = percentText(Math.max(0, 100 - usedPercent), reader);
  const body = early ? t('notice.back-body-early', { left }) : t('notice.back-body', { left });
  return {
    title: t('notice.back-title', { label, limit: limitName(window, reader) }),
    body: `${body} ${resetSentence(window, reader, nowMs)}`,
  };
}

function resetSentence({ resetsAt }: WindowFacts, reader: Reader, nowMs: number): string {
  if (resetsAt === null) return reader.t('notice.resets-unknown');
  return reader.t('notice.resets', { time: clockTime(Date.parse(resetsAt), nowMs, reader) });
}
