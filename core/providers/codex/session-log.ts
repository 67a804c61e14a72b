import { type Stated, statedValue, type Source } from '../../usage/fact.ts';
import type { BlockReading, Observation, SpendReading, WindowReading } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseJson } from '../../units/bounds.ts';
import { parseInstantMs } from '../../units/time.ts';
import {
  asName,
  asRecord,
  firstOf,
  type JsonRecord,
  type ReportUnrecognized,
  collectUnrecognizedFields,
} from '../../units/json.ts';
import { hasKnownValue } from '../parse.ts';
import { parseKnownBlockCode } from './block.ts';
import { parsePartialCredits } from './credits.ts';
import { parseSpendLimit } from './spend.ts';
import { accountLimitId, normalizeLimitId, extraWindowId, parseExtraLimits, parseLimitWindows } from './windows.ts';

/** What a line must contain to be worth decoding; most lines of a session are a conversation. */
export const logLineMark = '"rate_limits"';

/**
 * The rate limits that one line of a Codex session log holds, as of the line's own time. Null for every
 * other line, and for a time that is missing or later than now. Reads nothing else of it. Never throws.
 */
export function parseLogLine(line: string, nowMs: number): Observation | null {
  if (!line.includes(logLineMark)) return null;
  const entry = asRecord(parseJson(line));
  const rateLimits = asRecord(asRecord(entry?.['payload'])?.['rate_limits']);
  const asOfMs = parseInstantMs(entry?.['timestamp']);
  if (rateLimits === null || asOfMs === null || asOfMs > nowMs) return null;
  return parseLoggedRateLimits(rateLimits, asOfMs, 'log');
}

/** Gathers events in any order and keeps, of each limit, the newest. */
export interface NewestEvents {
  readonly add: (event: Observation) => void;
  /** Whether a window of the whole account is among them; an event may be about one model only. */
  readonly hasAccountWindow: () => boolean;
  /** The events that say something newer than all others, the oldest first. */
  readonly list: () => readonly Observation[];
}

/**
 * One event speaks of one limit, and at times of none: the newest event alone would hide what an older one
 * said of another limit. What counts is the time of the event, whatever file it stands in.
 */
export function createNewestEvents(): NewestEvents {
  const newest = new Map<string, Observation>();
  let hasAccountWindow = false;
  return {
    add: (event) => {
      hasAccountWindow ||= event.windows?.items.some(({ shape }) => shape.scope === 'account') === true;
      for (const topic of topicsOf(event)) {
        // Logs are read from their ends: of two events of one moment the first to come is the later one.
        if (event.asOfMs > (newest.get(topic)?.asOfMs ?? -Infinity)) newest.set(topic, event);
      }
    },
    hasAccountWindow: () => hasAccountWindow,
    list: () => [...new Set(newest.values())].sort((one, other) => one.asOfMs - other.asOfMs),
  };
}

/** What an event says something about. */
function topicsOf({ windows, plan, credits, balance, spend }: Observation): readonly string[] {
  const used = (windows?.items ?? []).filter(({ usedPercent }) => usedPercent?.is === 'value');
  const facts = Object.entries({ plan, credits, balance, spend }).filter(([, fact]) => fact !== undefined);
  return [...used.map(({ id }) => `window ${id}`), ...facts.map(([name]) => name)];
}

/**
 * Reads the `rate_limits` object of a session log: one limit's windows, and credits, spend limit and plan
 * where it names them. Null and absent both leave what is known as it is (S1-14, S1-17).
 *
 * @returns null where it says nothing. Never throws.
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
    ...ofAccount(record, asOfMs, report),
    ...(blocked === null ? {} : { blocked: statedValue(blocked) }),
  };
  return observation(source, asOfMs, items, parts, unrecognized.paths);
}

/** A log states why a limit was hit; where it states nothing, that says nothing. */
function parseBlock(record: JsonRecord, limitId: string): BlockReading | null {
  const reason = parseKnownBlockCode(asName(record['rate_limit_reached_type']) ?? undefined);
  if (reason === null && parseFlag(record['spend_control_reached']) !== true) return null;
  const code =
    reason === null || (reason === 'unknown' && record['spend_control_reached'] === true) ? 'spend-cap' : reason;
  const isOwn = code === 'unknown' && limitId !== accountLimitId;
  return { code, endsAtMs: null, ...(isOwn ? { windowId: extraWindowId(limitId) } : {}) };
}

/**
 * Reads a `codex.rate_limits` event of the service's socket (S1-14, S1-23): with a `metered_limit_name`
 * it speaks of that limit only.
 *
 * @returns null for another event, and where it says nothing. Never throws.
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
    return observation(source, asOfMs, items, {}, unrecognized.paths);
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
  return observation(source, asOfMs, [...main, ...extra.items], ofAccount(record, asOfMs, report), unrecognized.paths);
}

type AccountParts = Pick<Observation, 'plan' | 'credits' | 'balance' | 'spend' | 'blocked'>;

function observation(
  source: Source,
  asOfMs: number,
  items: readonly WindowReading[],
  parts: AccountParts,
  unrecognizedPaths: readonly string[],
): Observation | null {
  const windows = items.length === 0 ? {} : { windows: { complete: false, items } };
  const spoken: Observation = { source, asOfMs, ...windows, ...parts, oddPaths: unrecognizedPaths };
  return hasKnownValue(spoken) ? spoken : null;
}

function ofAccount(record: JsonRecord, asOfMs: number, report: ReportUnrecognized): AccountParts {
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
