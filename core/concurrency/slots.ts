import * as v from 'valibot';

import { currentValue } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import type { Saving } from '../settings/storage-problem.ts';
import { boundedRecord, boundedText, epochMs, longestId } from '../units/bounds.ts';
import { toIso } from '../units/time.ts';
import { type GateRules, type GateState, gateTimes, inFlight, limitOf, type Reduction } from './state.ts';
import { countOf, itemOf, itemsOf } from './timetable.ts';

/** A caller's request for a slot. */
interface SlotRequest {
  readonly accountId: string;
  /** The name that the caller gives itself; null: none. */
  readonly label: string | null;
  /** When the caller's own task began, epoch ms; null: now. The oldest task goes first. */
  readonly startedAtMs: number | null;
  /** For how long the caller is willing to wait. */
  readonly waitMs: number;
}

/** A slot in the answers to its holder. */
export interface SlotView {
  readonly slotId: string;
  readonly accountId: string;
  /** When it is taken back unless its holder renews it, epoch ms. */
  readonly expiresAtMs: number;
  /** How many slots count now, this one included. */
  readonly inFlight: number;
  readonly limit: number | null;
}

/** What became of a request for a slot. */
export type TakeOutcome =
  | { readonly kind: 'admitted'; readonly slot: SlotView; readonly queued: boolean }
  /** The wait is over. `place` is the caller's place in the queue, from 1 on. */
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

/** A request for a slot that may still wait. */
interface PendingSlot {
  /** Never rejects. */
  readonly outcome: Promise<TakeOutcome>;
  /** The caller hung up: removes it from the queue, or releases the slot that it was just given. */
  readonly leave: () => void;
}

/** A limit that the user set. It is in force at once. */
export interface LimitChange {
  readonly status: SlotStatus;
  /** Resolves after the limit was saved, or could not be saved. */
  readonly saving: Promise<Saving>;
}

/** The concurrency gates of all accounts, as callers use them. No function throws. */
export interface Slots {
  readonly take: (request: SlotRequest) => PendingSlot;
  /** Renews a slot for another five minutes; null: there is no such slot, or it was taken back. */
  readonly renew: (slotId: string) => SlotView | null;
  /** Releases a slot, also a second time. False: the slot is unknown, or ended more than a minute ago. */
  readonly release: (slotId: string) => boolean;
  /** Reports that the service refused the holder with a 429; null: there is no such slot. */
  readonly limited: (slotId: string, retryAfterMs: number | null) => SlotStatus | null;
  /** Sets the user's limit, a whole number from 1 on; null: the service's own limit. It undoes a lowered limit. */
  readonly setLimit: (accountId: string, limit: number | null) => LimitChange | null;
  readonly status: () => readonly SlotStatus[];
  /** Drops the stored limit of an account. Callers that hold or wait for a slot keep it. */
  readonly forget: (accountId: string) => void;
  /** Applies changed settings and figures. */
  readonly reconsider: () => void;
  /** Answers all waiting callers and gives no more slots. */
  readonly stop: () => void;
}

/** Stores lowered limits by account id, so that they survive restarts. No function throws. */
export interface ReductionStore {
  readonly load: () => Readonly<Record<string, Reduction>>;
  readonly save: (reductions: Readonly<Record<string, Reduction>>) => void;
}

/** The status of an account's gate, as `GET /v1/slots` answers it. Times are ISO 8601. */
export interface SlotStatus {
  readonly accountId: string;
  readonly providerId: string;
  readonly label: string;
  readonly limit: number | null;
  /** How many slots of this app count: held, or in their cooldown. */
  readonly inFlight: number;
  readonly queued: number;
  readonly paused: boolean;
  readonly pausedUntil?: string;
  readonly cooldownMs: number;
  readonly autoReduced: boolean;
  readonly autoReducedFrom?: number;
  readonly notice?: string;
  /** The last count of the service, over all devices with this key; absent: it gave none. */
  readonly reported?: { readonly current: number; readonly asOf: string };
  readonly holders: readonly SlotHolder[];
}

/** One held slot in the status. */
interface SlotHolder {
  readonly label: string | null;
  readonly since: string;
  readonly expiresAt: string;
}

/**
 * The status of a gate. The app's own slots and the count of the service stay separate, because the count covers all
 * devices.
 */
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

/** A slot for its holder; null: the slot is not held. */
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

/** Whether a value is a valid limit: a whole number from 1 on. */
export function isSlotLimit(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

/** The count of sessions that the service stated, truncated to a whole number; null: the value is no count. */
export function parseSessionCount(stated: number | null): number | null {
  return stated !== null && Number.isFinite(stated) && stated >= 0 ? Math.trunc(stated) + 0 : null;
}

/**
 * The limit of an account: the user's own, else the soft limit of the service, and never more than its hard
 * cap; null: there is none. The soft limit is the default, because some services delay all requests of an
 * account that goes beyond it. A value below 1 counts as no limit.
 */
export function accountSlotLimit(facts: Pick<Facts, 'concurrency'>, chosen: number | undefined): number | null {
  const reading = currentValue(facts.concurrency);
  const limit = isSlotLimit(chosen) ? chosen : (reading?.limit ?? null);
  const hardCap = reading?.hardCap ?? null;
  if (!isSlotLimit(limit)) return null;
  return isSlotLimit(hardCap) ? Math.min(limit, hardCap) : limit;
}

/** Whether the service has ever stated a count of sessions for the account. */
export function reportsSessions({ concurrency }: Pick<Facts, 'concurrency'>): boolean {
  return concurrency.said !== null && concurrency.said.value.current !== null;
}

const limitSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const reductionSchema = v.pipe(
  v.object({ from: limitSchema, to: limitSchema, atMs: v.pipe(epochMs, v.minValue(0)) }),
  v.check(({ from, to }) => to < from),
);
const fileSchema = v.object({
  version: v.literal(1),
  reductions: boundedRecord(boundedText(longestId), v.unknown(), 10_000),
});

/** The lowered limits of a stored file by account id; null: the file has another form. Invalid rows are left out. */
export function parseReductions(stored: unknown): Readonly<Record<string, Reduction>> | null {
  const file = v.safeParse(fileSchema, stored);
  if (!file.success) return null;
  const rows = Object.entries(file.output.reductions).flatMap(([accountId, row]) => {
    const read = v.safeParse(reductionSchema, row);
    return read.success ? [[accountId, read.output] as const] : [];
  });
  return Object.fromEntries(rows);
}
