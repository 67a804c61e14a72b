import * as v from 'valibot';

import { toolFailures, type ToolFailure } from '../polling/failure.ts';
import { boundedRecord, epochMs } from '../units/bounds.ts';
import { sources, type Source } from '../usage/fact.ts';
import type { AccountState } from './account-state.ts';

/** The last answer of one source of an account, for the report of `doctor`. */
export interface SourceReport {
  /** When the source's newest figures were true, epoch ms; null: it gave none. */
  readonly asOfMs: number | null;
  /** Why the source gave no figures when it was asked last; left out: it gave some, or it is never asked. */
  readonly failure?: { readonly why: ToolFailure; readonly asOfMs: number };
}

/** The last answer of each source of an account. */
export type SourceReports = Readonly<Partial<Record<Source, SourceReport>>>;

/** The schema of stored reports. */
export const sourceReportsSchema = boundedRecord(
  v.picklist(sources),
  v.object({
    asOfMs: v.nullable(epochMs),
    failure: v.exactOptional(v.object({ why: v.picklist(toolFailures), asOfMs: epochMs })),
  }),
  sources.length,
);

/** Returns the account after figures of a source. An older answer than the known one changes nothing. */
export function withSourceAnswer(state: AccountState, source: Source, asOfMs: number): AccountState {
  const known = state.sources?.[source];
  if (known?.failure === undefined && (known?.asOfMs ?? -Infinity) >= asOfMs) return state;
  const newest = Math.max(known?.asOfMs ?? asOfMs, asOfMs);
  return { ...state, sources: { ...state.sources, [source]: { asOfMs: newest } } };
}

/** Returns the account after a tool was asked and gave no figures. Its last figures are kept. */
export function withToolFailure(state: AccountState, source: Source, why: ToolFailure, nowMs: number): AccountState {
  const asOfMs = state.sources?.[source]?.asOfMs ?? null;
  return { ...state, sources: { ...state.sources, [source]: { asOfMs, failure: { why, asOfMs: nowMs } } } };
}

/** Returns the reports that two processes wrote: of each source the newer one. */
export function reconcileSourceReports(mine: SourceReports = {}, theirs: SourceReports = {}): SourceReports {
  const newest = ({ asOfMs, failure }: SourceReport): number => Math.max(asOfMs ?? 0, failure?.asOfMs ?? 0);
  const names = sources.filter((name) => mine[name] !== undefined || theirs[name] !== undefined);
  return Object.fromEntries(
    names.map((name) => {
      const [own, other] = [mine[name], theirs[name]];
      if (own === undefined || other === undefined) return [name, own ?? other];
      return [name, newest(other) > newest(own) ? other : own];
    }),
  );
}
