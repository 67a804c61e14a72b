import * as v from 'valibot';

import type { ChargedJob, InstallRow, InstallState, Reservation } from '../../../../core/ledger/install.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const backend = v.picklist(['gemini', 'hardware']);

const rowSchema = v.object({
  installId: v.string(),
  tier: v.string(),
  lifetimeConsumed: count,
  lifetimeGeminiConsumed: count,
  month: v.string(),
  monthlyConsumed: count,
  monthlyGeminiConsumed: count,
  lastActiveAtMs: v.nullable(v.number()),
});

const reservationSchema = v.object({
  reservationId: v.string(),
  installId: v.string(),
  tier: v.string(),
  countedPer: v.picklist(['lifetime', 'month']),
  backend,
  jobId: v.nullable(v.string()),
  createdAtMs: v.number(),
  expiresAtMs: v.number(),
  state: v.picklist(['open', 'committed', 'released']),
});

const jobSchema = v.object({ installId: v.string(), jobId: v.string(), backend, chargedAtMs: v.number() });

const stateSchema = v.object({
  rows: v.array(rowSchema),
  reservations: v.array(reservationSchema),
  jobs: v.array(jobSchema),
});

/** Rows, reservations and jobs as one statement gave them. */
export type StoredState = v.InferOutput<typeof stateSchema>;

/** Throws where the server gives something else than its tables can hold. */
export function readState(value: unknown): StoredState {
  return v.parse(stateSchema, value);
}

/** Null for SQL's null. Throws as `readState` does. */
export function readRow(value: unknown): InstallRow | null {
  return v.parse(v.nullable(rowSchema), value);
}

/** Null for SQL's null. Throws as `readState` does. */
export function readReservation(value: unknown): Reservation | null {
  return v.parse(v.nullable(reservationSchema), value);
}

/** Each row with what belongs to it, in the order of the rows. */
export function statesOf({
  rows,
  reservations,
  jobs,
}: StoredState): readonly (InstallState & { readonly row: InstallRow })[] {
  const states = new Map<string, Gathered>(rows.map((row) => [row.installId, { row, reservations: [], jobs: [] }]));
  for (const each of reservations) states.get(each.installId)?.reservations.push(each);
  for (const each of jobs) states.get(each.installId)?.jobs.push(each);
  return [...states.values()];
}

interface Gathered {
  readonly row: InstallRow;
  readonly reservations: Reservation[];
  readonly jobs: ChargedJob[];
}

/** What of it belongs to one install. */
export function stateOf(installId: string, { rows, reservations, jobs }: StoredState): InstallState {
  const isIts = (each: { readonly installId: string }): boolean => each.installId === installId;
  return { row: rows.find(isIts) ?? null, reservations: reservations.filter(isIts), jobs: jobs.filter(isIts) };
}
