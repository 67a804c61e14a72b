import type { RefreshAnswer } from '../ipc/contract.ts';
import { assertNever } from '../assert-never.ts';
import type { RefreshRefusal } from '../refresh/refresh-request.ts';
import type { Reader } from '../i18n/translate.ts';
import { clockTime } from '../text/times.ts';

/** Why a refresh that was asked for sends nothing, as a sentence. Only a wait that the service named is told as its wish. */
export function refusalText(
  refusal: Exclude<RefreshRefusal, { kind: 'in-flight' }>,
  reader: Reader,
  nowMs: number,
): string {
  const time = (atMs: number): string => clockTime(atMs, nowMs, reader);
  switch (refusal.kind) {
    case 'backoff': {
      const { untilMs, serviceUntilMs } = refusal;
      if (serviceUntilMs === null) return reader.t('refresh.waiting-own', { time: time(untilMs) });
      return reader.t('refresh.waiting', { time: time(serviceUntilMs), next: time(untilMs) });
    }
    case 'too-soon':
      return reader.t('refresh.too-soon', { time: time(refusal.untilMs) });
    case 'needs-sign-in':
      return reader.t('refresh.signed-out');
    case 'sign-in-asleep':
      return reader.t('refresh.sign-in-asleep');
    case 'turned-off':
      return reader.t('refresh.turned-off');
    default:
      return assertNever(refusal);
  }
}

export const refreshAccepted: RefreshAnswer = { accepted: true, message: null };
