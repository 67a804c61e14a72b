import { toIso } from '../units/time.ts';
import { type GateRules, type GateState, gateTimes, inFlight, limitOf, type Reduction } from './state.ts';
import { countOf, itemsOf } from './timetable.ts';

/** How the gate of an account stands (S2-19), as `GET /v1/slots` gives it. Times are ISO 8601. */
export interface SlotStatus {
  readonly accountId: string;
  readonly providerId: string;
  readonly label: string;
  readonly limit: number | null;
  /** Slots of this app that count: held, or freed within the cooldown. */
  readonly inFlight: number;
  readonly queued: number;
  readonly paused: boolean;
  readonly pausedUntil?: string;
  readonly cooldownMs: number;
  readonly autoReduced: boolean;
  readonly autoReducedFrom?: number;
  readonly notice?: string;
  /** What the service counted last, over all devices of the key; left out: it did not say. */
  readonly reported?: { readonly current: number; readonly asOf: string };
  readonly holders: readonly SlotHolder[];
}

export interface SlotHolder {
  readonly label: string | null;
  readonly since: string;
  readonly expiresAt: string;
}

/** Own slots and the count of the service stay apart (2(d)). */
export function slotStatus(
  state: GateState,
  rules: GateRules,
  who: Pick<SlotStatus, 'accountId' | 'providerId' | 'label'>,
): SlotStatus {
  const { pausedUntilMs, reduction, reported } = state;
  const limit = limitOf(state, rules);
  return {
    ...who,
    limit,
    inFlight: inFlight(state),
    queued: countOf(state.waiting),
    paused: pausedUntilMs !== null,
    ...(pausedUntilMs === null ? {} : { pausedUntil: toIso(pausedUntilMs) }),
    cooldownMs: rules.cooldownMs,
    autoReduced: reduction !== null,
    ...(reduction === null ? {} : { autoReducedFrom: reduction.from, notice: reductionText(reduction) }),
    ...(reported === null ? {} : { reported: { current: reported.count, asOf: toIso(reported.asOfMs) } }),
    holders: [...itemsOf(state.slots)]
      .sort((one, other) => one.sequence - other.sequence)
      .map(({ label: caller, admittedAtMs, renewedAtMs }) => ({
        label: caller,
        since: toIso(admittedAtMs),
        expiresAt: toIso(renewedAtMs + gateTimes.reclaimAfterMs),
      })),
  };
}

function reductionText({ from, to, atMs }: Reduction): string {
  return `The service refused a caller at ${toIso(atMs)}, so at most ${to} instead of ${from} may go at once until you set a limit.`;
}
