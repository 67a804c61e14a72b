import { statedUnknown, statedValue } from '../../usage/fact.ts';
import type { Observation } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asRecord, type JsonRecord } from '../../units/json.ts';
import { dayMs } from '../../units/time.ts';
import { parseGrantCache } from './grant.ts';
import { readClaudeUsage } from './usage.ts';

/** The members of `.claude.json` that the app reads. The file holds much more. */
export const stateFileKeys: readonly string[] = [
  'oauthAccount',
  'overageCreditGrantCache',
  'cachedUsageUtilization',
  'unusedLimitResetStatusCache',
];

/** What one member of the state file states. Each member has its own time, so each is an observation of its own. */
export interface StateFileObservation {
  readonly member: 'grant' | 'usage' | 'held-reset';
  readonly observation: Observation;
  /** False: the member states no time of its own, so the observation has the time of the file. */
  readonly isDated: boolean;
}

/**
 * Returns what Claude Code keeps on disk about the account that the same text names in `oauthAccount`. Members that are
 * missing, of another account or of another form are left out. Never throws.
 *
 * @param state The decoded `.claude.json`, or only the members `stateFileKeys`.
 * @param fileTimeMs When the file was written, epoch ms.
 */
export function parseClaudeStateFile(
  state: unknown,
  fileTimeMs: number,
  nowMs: number,
): readonly StateFileObservation[] {
  const grant = parseGrantCache(state, fileTimeMs, nowMs);
  const isGrantDated = grant?.grant?.is === 'value' && grant.grant.value.answeredAtMs !== null;
  const usage = parseUsageCache(state, nowMs);
  const heldReset = parseHeldResetCache(state, nowMs);
  const withdrawal = heldReset === null ? heldResetWithdrawal(state, Math.min(fileTimeMs, nowMs)) : null;
  const found: readonly (Omit<StateFileObservation, 'observation'> & { readonly observation: Observation | null })[] = [
    { member: 'grant', observation: grant, isDated: isGrantDated },
    { member: 'usage', observation: usage, isDated: true },
    { member: 'held-reset', observation: heldReset ?? withdrawal, isDated: heldReset !== null },
  ];
  return found.flatMap(({ observation, ...rest }) => (observation === null ? [] : [{ ...rest, observation }]));
}

/**
 * Returns the usage that Claude Code last read for its signed-in account, at the time of that reading. Null if there is
 * none, if it belongs to another account, or if its time is missing or in the future.
 */
export function parseUsageCache(state: unknown, nowMs: number): Observation | null {
  const entry = ownEntry(state, 'cachedUsageUtilization');
  const asOfMs = entry === null ? null : parseTime(entry['fetchedAtMs'], nowMs);
  if (entry === null || asOfMs === null) return null;
  const result = readClaudeUsage(entry['utilization'], asOfMs);
  return result.observation === undefined ? null : { ...result.observation, source: 'cache', asOfMs };
}

/** Claude Code asks again after this time. A later end in the file is not one that it wrote. */
const longestValidityMs = 3 * dayMs;

/**
 * Returns whether Claude Code knows that a banked reset is left, at the time of its check. Null if there is no entry, if
 * it belongs to another account, or if one of its times is missing, no number or impossible.
 */
export function parseHeldResetCache(state: unknown, nowMs: number): Observation | null {
  const entry = ownEntry(state, 'unusedLimitResetStatusCache');
  const isHeld = entry === null ? null : parseFlag(entry['holdsUnusedReset']);
  const asOfMs = entry === null ? null : parseTime(entry['checkedAt'], nowMs);
  const validUntil = entry?.['validUntil'];
  if (isHeld === null || asOfMs === null || typeof validUntil !== 'number' || !(validUntil >= asOfMs)) return null;
  const validUntilMs = Math.round(Math.min(validUntil, asOfMs + longestValidityMs));
  return { source: 'cache', asOfMs, holdsReset: statedValue({ isHeld, validUntilMs }), oddPaths: [] };
}

/**
 * Returns the statement that Claude Code no longer knows whether a reset is left. It removes the entry when a reset was
 * used. Null if the file has an entry, or names no account.
 */
function heldResetWithdrawal(state: unknown, fileTimeMs: number): Observation | null {
  const file = asRecord(state);
  if (file === null || signedInUuid(file) === null || Object.hasOwn(file, 'unusedLimitResetStatusCache')) return null;
  return { source: 'cache', asOfMs: fileTimeMs, holdsReset: statedUnknown, oddPaths: [] };
}

/** Returns an entry that belongs to the account that the same text names as signed in; else null. */
function ownEntry(state: unknown, key: string): JsonRecord | null {
  const file = asRecord(state);
  const entry = asRecord(file?.[key]);
  if (file === null || entry === null) return null;
  const uuid = signedInUuid(file);
  return uuid !== null && entry['accountUuid'] === uuid ? entry : null;
}

function signedInUuid(file: JsonRecord): string | null {
  const uuid = asRecord(file['oauthAccount'])?.['accountUuid'];
  return typeof uuid === 'string' && uuid !== '' ? uuid : null;
}

function parseTime(value: unknown, nowMs: number): number | null {
  return typeof value === 'number' && value > 0 && value <= nowMs ? Math.round(value) : null;
}
