import type { Observation } from '../../quota/observation.ts';
import { asRecord, noteOddFields, oddFields } from '../json.ts';
import type { ReadResult } from '../provider.ts';
import { isOdd, showsSomething, unreadable } from '../parse.ts';
import { readBankedResets } from './usage.ts';
import { readBalance } from './read-prepaid.ts';
import { readSpend } from './read-spend.ts';
import { readWindows } from './read-windows.ts';
import { windowKinds } from './windows.ts';

const knownKeys: readonly string[] = [...windowKinds.flatMap(({ keys }) => keys), 'limits', 'extra_usage', 'spend'];

/**
 * Reads the body of Claude's usage endpoint (S4-18). Unknown keys never fail it; a body in which
 * not one known key could be read does. Never throws.
 */
export function readClaudeUsage(body: unknown, asOfMs: number): ReadResult {
  const record = asRecord(body);
  if (record === null) return unreadable(body, asOfMs, ['$']);
  const notes = noteOddFields();
  const { odd } = notes;
  const windows = readWindows(record, odd);
  const spend = readSpend(record, odd);
  const prepaid = readBalance(record, odd);
  const observation: Observation = {
    source: 'poll',
    asOfMs,
    ...(windows === undefined ? {} : { windows }),
    ...(spend === undefined ? {} : { spend }),
    ...(prepaid === undefined ? {} : { prepaid }),
    ...readBankedResets(record, asOfMs, odd),
    oddPaths: oddFields(record, notes.paths),
  };
  if (showsSomething(observation)) return { ok: true, observation };
  const isUnderstood = knownKeys.some((key) => record[key] !== undefined && !isOdd(key, notes.paths));
  const failure = unreadable(record, asOfMs, isUnderstood ? [] : notes.paths.length > 0 ? notes.paths : ['$']);
  return isUnderstood ? { ...failure, observation } : failure;
}
