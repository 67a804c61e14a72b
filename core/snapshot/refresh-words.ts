import type { RefreshAnswer } from '../ipc/contract.ts';
import type { Refusal } from '../refresh/endpoint-machine.ts';
import type { Reader } from '../translate.ts';
import { clockTime } from './format-time.ts';

/** Why a refresh that was asked for sends nothing, as a sentence. */
export function refusalText(refusal: Exclude<Refusal, { kind: 'in-flight' }>, reader: Reader, nowMs: number): string {
  return refusal.kind === 'backoff'
    ? reader.t('refresh.waiting', { time: clockTime(refusal.untilMs, nowMs, reader) })
    : reader.t('refresh.signed-out');
}

export const refreshAccepted: RefreshAnswer = { accepted: true, message: null };
