import * as v from 'valibot';

import { currentValue } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import type { Saving } from '../settings/storage-problem.ts';
import { boundedRecord, boundedText, longestId } from '../units/bounds.ts';
import { toIso } from '../units/time.ts';
import { type GateRules, type GateState, gateTimes, inFlight, limitOf, type Reduction } from './state.ts';
import { countOf, itemOf, itemsOf } from './timetable.ts';

interface SlotRequest {
  readonly accountId: string;
  /** The caller's own word for itself. */
  readonly label: string | null;
  /** When what it asks for began, epoch ms; null: now. The oldest goes first (S2-11). */
  readonly startedAtMs: number | null;
  readonly waitMs: number;
}

/** A slot as its holder sees it. */
export interface SlotView {
  readonly slotId: string;
  readonly accountId: string;
  /** When it is taken back without a sign of life (S2-16), epoch ms. */
  readonly expiresAtMs: number;
  /** Slots that count now, this one among them. */
  readonly inFlight: number;
  readonly limit: number | null;
}

export type TakeOutcome =
  | { readonly kind: 'admitted'; readonly slot: SlotView; readonly queued: boolean }
  /** The wait is over. `place`: in the queue of `queued`, from 1 on. */
  | {
      readonly kind: 'refused';
      readonly place: number;
      readonly retryAfterMs: number;
      readonly status: SlotStatus;
    }
  /** The caller hung up while it waited. */
  | { readonly kind: 'left' }
  | { readonly kind: 'unknown-account' }
  /** The app is quitting. */
  | { readonly kind: 'stopping' };

interface PendingSlot {
  /** Never rejects. */
  readonly outcome: Promise<TakeOutcome>;
  /** The caller hung up: it leaves the queue, or gives back what it was just given. */
  readonly leave: () => void;
}

/** A limit that holds at once, and whether it outlives this process. */
export interface LimitChange {
  readonly status: SlotStatus;
  /** Resolves when the limit is saved or cannot be. */
  readonly saving: Promise<Saving>;
}

/** The concurrency gate for callers (S2-10 .. S2-20). Nothing throws. */
export interface Slots {
  readonly take: (request: SlotRequest) => PendingSlot;
  /** A sign of life; null: there is no such slot (any more). */
  readonly renew: (slotId: string) => SlotView | null;
  /** Gives it back; twice is once. False: it is not known, or was over for more than a minute. */
  readonly release: (slotId: string) => boolean;
  /** The service refused its holder with a 429 (S2-15); null: there is no such slot. */
  readonly limited: (slotId: string, retryAfterMs: number | null) => SlotStatus | null;
  /** The user's own limit, a whole number from 1 on; null: the one the service tells. Undoes a reduction. */
  readonly setLimit: (accountId: string, limit: number | null) => LimitChange | null;
  readonly status: () => readonly SlotStatus[];
  /** Drops what is known of an account; callers that hold or wait for a slot are served to their end. */
  readonly forget: (accountId: string) => void;
  /** Settings or figures changed. */
  readonly reconsider: () => void;
  /** Answers all who wait; nothing is given from then on. */
  readonly stop: () => void;
}

/** Reductions over restarts, by account id (S2-18). Neither throws. */
export interface ReductionStore {
  readonly load: () => Readonly<Record<string, Reduction>>;
  readonly save: (reductions: Readonly<Record<string, Reduction>>) => void;
}

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

interface SlotHolder {
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

/** A slot as its holder sees it; null: nobody holds it. */
export function slotView(state: GateState, rules: GateRules, accountId: string, slotId: string): SlotView | null {
  const slot = itemOf(state.slots, slotId);
  return slot === undefined
    ? null
    : {
        slotId,
        accountId,
        expiresAtMs: slot.renewedAtMs + gateTimes.reclaimAfterMs,
        inFlight: inFlight(state),
        limit: limitOf(state, rules),
      };
}

/** How many may be at once by the user's choice: a whole number from 1 on (S2-18). */
export function isSlotLimit(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

/** A count of sessions as the service said it: cut to a whole number; null for what is no count (S2-20). */
export function parseSessionCount(stated: number | null): number | null {
  return stated !== null && Number.isFinite(stated) && stated >= 0 ? Math.trunc(stated) + 0 : null;
}

/**
 * At most how many callers at once: the user's own limit, else the soft limit that the service told
 * (2(d)), and never more than its hard cap. Null: nobody set one. What is no limit from 1 on counts as
 * not told.
 */
export function accountSlotLimit(facts: Pick<Facts, 'concurrency'>, chosen: number | undefined): number | null {
  const reading = currentValue(facts.concurrency);
  const limit = isSlotLimit(chosen) ? chosen : (reading?.limit ?? null);
  const hardCap = reading?.hardCap ?? null;
  if (!isSlotLimit(limit)) return null;
  return isSlotLimit(hardCap) ? Math.min(limit, hardCap) : limit;
}

/** Whether the service has ever said how many sessions it counts for the account. */
export function reportsSessions({ concurrency }: Pick<Facts, 'concurrency'>): boolean {
  return concurrency.said !== null && concurrency.said.value.current !== null;
}

const limitSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const reductionSchema = v.pipe(
  v.object({ from: limitSchema, to: limitSchema, atMs: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)) }),
  v.check(({ from, to }) => to < from),
);
const fileSchema = v.object({
  version: v.literal(1),
  reductions: boundedRecord(boundedText(longestId), v.unknown(), 10_000),
});

/** Kept reductions by account id; a row that is none is left out. Null: the whole is not of the form. */
export function parseReductions(stored: unknown): Readonly<Record<string, Reduction>> | null {
  const file = v.safeParse(fileSchema, stored);
  if (!file.success) return null;
  const rows = Object.entries(file.output.reductions).flatMap(([accountId, row]) => {
    const read = v.safeParse(reductionSchema, row);
    return read.success ? [[accountId, read.output] as const] : [];
  });
  return Object.fromEntries(rows);
}
