import { said } from '../quota/fact.ts';
import type { WindowReading, WindowShape } from '../quota/observation.ts';
import { sayReset, usedOfLimit } from './parse.ts';
import { sayPercent } from './statements.ts';

export interface QuotaStatement {
  readonly id: string;
  readonly shape: WindowShape;
  /** As the service states it; undefined: it does not. */
  readonly usedPercent?: unknown;
  readonly used?: unknown;
  readonly limit?: unknown;
  readonly resetsAt: unknown;
}

/**
 * A window by what a service states of it: its percentage, else what is used of a limit. Null where neither
 * can be read; a limit of 0 has no percentage and is kept as unknown.
 */
export function quotaWindow(statement: QuotaStatement, asOfMs: number): WindowReading | null {
  const { id, shape, usedPercent, used, limit, resetsAt } = statement;
  const percent = usedPercent === undefined ? usedOfLimit(used, limit) : sayPercent(usedPercent);
  if (percent === null) return null;
  const reset = sayReset(resetsAt, asOfMs);
  return {
    id,
    shape,
    usedPercent: percent,
    ...(percent.is === 'value' ? { reached: said(percent.value >= 100) } : {}),
    ...(reset === null ? {} : { resetsAtMs: reset }),
  };
}

/** Each window under an id of its own: a second one of the same id is called by its kind too. */
export function withOwnIds(
  windows: readonly { readonly kind: string; readonly window: WindowReading }[],
): readonly WindowReading[] {
  const byId = new Map<string, WindowReading>();
  for (const { kind, window } of windows) {
    const id = byId.has(window.id) ? `${window.id}:${kind}` : window.id;
    if (!byId.has(id)) byId.set(id, { ...window, id });
  }
  return [...byId.values()];
}
