import type { JsonRecord } from '../json.ts';
import type { Slot } from '../windows.ts';

const windowHeader = /^x-(.+)-(primary|secondary)-(used-percent|window-minutes|reset-at|reset-after-seconds)$/;
const mostLimits = 50;

/** The windows of one limit as headers name them, in the form of a body's block. */
export interface HeaderBlock {
  /** With dashes, as in the headers' names. */
  readonly family: string;
  readonly block: JsonRecord;
}

/**
 * Gathers the windows of all limits (S1-22): what stands before the last slot word is the limit, so
 * `x-codex-secondary-primary-…` is the primary window of `codex-secondary`. Retired slots and slots
 * without a percentage are not there (S1-21).
 *
 * @param headers names in lower case with dashes, values trimmed.
 */
export function headerBlocks(headers: ReadonlyMap<string, string>): readonly HeaderBlock[] {
  const families = new Map<string, Map<Slot, Record<string, string>>>();
  for (const [name, value] of headers) {
    const [, family, slot, field] = windowHeader.exec(name) ?? [];
    if (family === undefined || slot === undefined || field === undefined || value === '') continue;
    if (!families.has(family) && families.size === mostLimits) continue;
    const slots = families.get(family) ?? new Map<Slot, Record<string, string>>();
    families.set(family, slots);
    const window = slots.get(slot as Slot) ?? {};
    slots.set(slot as Slot, window);
    window[field.replaceAll('-', '_')] = value;
  }
  return [...families].flatMap(([family, slots]) => {
    const block = Object.fromEntries([...slots].filter(([, window]) => isThere(window)));
    return Object.keys(block).length === 0 ? [] : [{ family, block }];
  });
}

/** A slot of 0 % with neither a length nor a reset is a retired one, like that of 0 % and 0 minutes. */
function isThere(window: JsonRecord): boolean {
  const used = window['used_percent'];
  if (used === undefined) return false;
  const isBare = window['window_minutes'] === undefined && window['reset_at'] === undefined;
  return !(isBare && window['reset_after_seconds'] === undefined && Number(used) === 0);
}
