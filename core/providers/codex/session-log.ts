import { type Stated, statedValue, type Source } from '../../usage/fact.ts';
import {
  type BlockReading,
  type Observation,
  type SpendReading,
  type WindowReading,
  hasKnownValue,
} from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseInstantMs } from '../../units/time.ts';
import {
  asName,
  asRecord,
  collectUnrecognizedFields,
  firstOf,
  type JsonRecord,
  parseJson,
  type ReportUnrecognized,
} from '../../units/json.ts';
import { parseKnownBlockCode } from './block.ts';
import { parsePartialCredits } from './credits.ts';
import { parseSpendLimit } from './spend.ts';
import { accountLimitId, normalizeLimitId, extraWindowId, parseExtraLimits, parseLimitWindows } from './windows.ts';

/** The text that a line must contain to be decoded. Most lines of a session are a conversation. */
export const logLineMark = '"rate_limits"';

/**
 * The rate limits in one line of a Codex session log, with the time of the line. Null for all other lines, and where
 * the time is missing or in the future. Reads nothing else of the line. Never throws.
 */
export function parseLogLine(line: string, nowMs: number): Observation | null {
  if (!line.includes(logLineMark)) return null;
  const entry = asRecord(parseJson(line));
  const rateLimits = asRecord(asRecord(entry?.['payload'])?.['rate_limits']);
  const asOfMs = parseInstantMs(entry?.['timestamp']);
  if (rateLimits === null || asOfMs === null || asOfMs > nowMs) return null;
  return parseLoggedRateLimits(rateLimits, asOfMs, 'log');
}

/** Collects events in any order and keeps the newest event of each limit. */
export interface NewestEvents {
  readonly add: (event: Observation) => void;
  /** True where an event states a window of the whole account. An event may be about one model only. */
  readonly hasAccountWindow: () => boolean;
  /** The events that are the newest for at least one topic, the oldest first. */
  readonly list: () => readonly Observation[];
}

/**
 * An empty collection of events. One event states one limit or none, so the newest event alone would hide what an
 * older one states about another limit. The time of an event counts, not the file that holds it.
 */
export function createNewestEvents(): NewestEvents {
  const newest = new Map<string, Observation>();
  let hasAccountWindow = false;
  return {
    add: (event) => {
      hasAccountWindow ||= event.windows?.items.some(({ shape }) => shape.scope === 'account') === true;
      for (const topic of topicsOf(event)) {
        // Logs are read backwards, so of two events with the same time the one added first is the newer one.
        if (event.asOfMs > (newest.get(topic)?.asOfMs ?? -Infinity)) newest.set(topic, event);
      }
    },
    hasAccountWindow: () => hasAccountWindow,
    list: () => [...new Set(newest.values())].sort((one, other) => one.asOfMs - other.asOfMs),
  };
}

/** The windows and fields that an event states. */
function topicsOf({ windows, plan, credits, balance, spend }: Observation): readonly string[] {
  const used = (windows?.items ?? []).filter(({ usedPercent }) => usedPercent?.is === 'value');
  const facts = Object.entries({ plan, credits, balance, spend }).filter(([, fact]) => fact !== undefined);
  return [...used.map(({ id }) => `window ${id}`), ...facts.map(([name]) => name)];
}

/**
 * Parses the `rate_limits` object of a session log: the windows of one limit, and the credits, spend limit and plan
 * where they are stated. Null and missing values both leave the known values unchanged.
 *
 * @returns null where it states nothing. Never throws.
 */
export function parseLoggedRateLimits(rateLimits: unknown, asOfMs: number, source: Source): Observation | null {
  const record = asRecord(rateLimits);
  if (record === null) return null;
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const limitId = normalizeLimitId(asName(record['limit_id']) ?? accountLimitId);
  const items = parseLimitWindows(limitId, asName(record['limit_name']), record, 'rate_limits', asOfMs, report);
  const blocked = parseBlock(record, limitId);
  const parts = {
    ...parseAccountFields(record, asOfMs, report),
    ...(blocked === null ? {} : { blocked: statedValue(blocked) }),
  };
  return toObservation(source, asOfMs, items, parts, unrecognized.paths);
}

/** The block with its stated reason. A log without a reason says nothing about a block. */
function parseBlock(record: JsonRecord, limitId: string): BlockReading | null {
  const reason = parseKnownBlockCode(asName(record['rate_limit_reached_type']) ?? undefined);
  if (reason === null && parseFlag(record['spend_control_reached']) !== true) return null;
  const code =
    reason === null || (reason === 'unknown' && record['spend_control_reached'] === true) ? 'spend-cap' : reason;
  const isOwn = code === 'unknown' && limitId !== accountLimitId;
  return { code, endsAtMs: null, ...(isOwn ? { windowId: extraWindowId(limitId) } : {}) };
}

/**
 * Parses a `codex.rate_limits` event of the service's WebSocket. An event with `metered_limit_name` is about that
 * limit only.
 *
 * @returns null for other events, and where the event states nothing. Never throws.
 */
export function parseCodexEvent(event: unknown, asOfMs: number, source: Source): Observation | null {
  const record = asRecord(event);
  if (record?.['type'] !== 'codex.rate_limits') return null;
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const block = asRecord(record['rate_limits']) ?? {};
  const meteredId = asName(firstOf(record, ['metered_limit_name', 'limit_name']));
  if (meteredId !== null && normalizeLimitId(meteredId) !== accountLimitId) {
    const name = asName(record['limit_name']);
    const items = parseLimitWindows(normalizeLimitId(meteredId), name, block, 'rate_limits', asOfMs, report);
    return toObservation(source, asOfMs, items, {}, unrecognized.paths);
  }
  const extra = parseExtraLimits(
    {
      additional_rate_limits: record['additional_rate_limits'],
      code_review_rate_limit: record['code_review_rate_limits'],
    },
    asOfMs,
    report,
  );
  const main = parseLimitWindows(accountLimitId, null, block, 'rate_limits', asOfMs, report);
  return toObservation(
    source,
    asOfMs,
    [...main, ...extra.items],
    parseAccountFields(record, asOfMs, report),
    unrecognized.paths,
  );
}

type AccountParts = Pick<Observation, 'plan' | 'credits' | 'balance' | 'spend' | 'blocked'>;

function toObservation(
  source: Source,
  asOfMs: number,
  items: readonly WindowReading[],
  parts: AccountParts,
  unrecognizedPaths: readonly string[],
): Observation | null {
  const windows = items.length === 0 ? {} : { windows: { complete: false, items } };
  const observation: Observation = { source, asOfMs, ...windows, ...parts, oddPaths: unrecognizedPaths };
  return hasKnownValue(observation) ? observation : null;
}

function parseAccountFields(record: JsonRecord, asOfMs: number, report: ReportUnrecognized): AccountParts {
  const plan = asName(record['plan_type']);
  const credits = asRecord(record['credits']);
  const spend = statedSpend(record['individual_limit'], asOfMs, report);
  return {
    ...(plan === null ? {} : { plan: statedValue(plan) }),
    ...(credits === null
      ? {}
      : parsePartialCredits(
          {
            hasCredits: parseFlag(credits['has_credits']),
            unlimited: parseFlag(credits['unlimited']),
            balance: credits['balance'],
          },
          report,
        )),
    ...(spend === undefined ? {} : { spend }),
  };
}

function statedSpend(
  value: unknown,
  asOfMs: number,
  report: ReportUnrecognized,
): Stated<SpendReading | null> | undefined {
  const statement = parseSpendLimit(value, 'individual', asOfMs);
  if (statement.kind === 'malformed') report('individual_limit');
  if (statement.kind === 'limit') return statedValue(statement.spend);
  return statement.kind === 'off' ? statedValue(null) : undefined;
}
