import { statedValue } from '../../usage/fact.ts';
import type { Observation, ResetCreditsReading } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseCount } from '../../units/number.ts';
import { parseInstantMs } from '../../units/time.ts';
import {
  asRecord,
  type JsonRecord,
  listOf,
  type ReportUnrecognized,
  collectUnrecognizedFields,
  describeUnrecognized,
} from '../../units/json.ts';
import { isUnrecognized, hasDisplayableValue, unparsedAnswer } from '../parse.ts';
import type { ParseResult } from '../provider.ts';
import { parseBalance, parseSpend } from './spend.ts';
import { parseWindows, windowKinds } from './windows.ts';

const knownKeys: readonly string[] = [...windowKinds.flatMap(({ keys }) => keys), 'limits', 'extra_usage', 'spend'];

/**
 * Parses the body of Claude's usage endpoint. Unknown keys are ignored. A body without a single key that is understood
 * is a failure. Never throws.
 */
export function readClaudeUsage(body: unknown, asOfMs: number): ParseResult {
  const record = asRecord(body);
  if (record === null) return unparsedAnswer(body, asOfMs, ['$']);
  const unrecognized = collectUnrecognizedFields();
  const { report } = unrecognized;
  const windows = parseWindows(record, report);
  const spend = parseSpend(record, report);
  const prepaid = parseBalance(record, report);
  const observation: Observation = {
    source: 'poll',
    asOfMs,
    ...(windows === undefined ? {} : { windows }),
    ...(spend === undefined ? {} : { spend }),
    ...(prepaid === undefined ? {} : { prepaid }),
    ...parseBankedResets(record, asOfMs, report),
    oddPaths: describeUnrecognized(record, unrecognized.paths),
  };
  if (hasDisplayableValue(observation)) return { ok: true, observation };
  const isUnderstood = knownKeys.some((key) => record[key] !== undefined && !isUnrecognized(key, unrecognized.paths));
  const failure = unparsedAnswer(
    record,
    asOfMs,
    isUnderstood ? [] : unrecognized.paths.length > 0 ? unrecognized.paths : ['$'],
  );
  return isUnderstood ? { ...failure, observation } : failure;
}

const bankedResetsKey = 'cedar_ember';

/**
 * The banked resets in a usage body: how many are left in the grants that can be used now, and when the first of these
 * grants ends. Empty where the service states that the account cannot use them. Also empty where one grant is not
 * understood or the sum is not exact, because a partial sum is no count.
 */
function parseBankedResets(
  body: JsonRecord,
  asOfMs: number,
  report: ReportUnrecognized,
): Pick<Observation, 'resetCredits' | 'resetCreditList'> {
  const block = asRecord(body[bankedResetsKey]);
  if (block === null || parseFlag(block['eligible']) !== true) return {};
  const list = listOf(block['grants']);
  const grants = list?.items.map(({ value }) => parseResetGrant(value)) ?? [null];
  const readable = grants.filter((each) => each !== null);
  if (readable.length < grants.length || list?.isWhole !== true) {
    report(list?.isWhole !== true ? `${bankedResetsKey}.grants` : `${bankedResetsKey}.grants[${grants.indexOf(null)}]`);
    return {};
  }
  const reading = summed(readable.filter((grant) => isUsable(grant, asOfMs)));
  if (!Number.isSafeInteger(reading.available)) {
    report(`${bankedResetsKey}.grants`);
    return {};
  }
  return { resetCredits: statedValue({ ...reading, nextExpiresAtMs: null }), resetCreditList: statedValue(reading) };
}

interface GrantOfResets {
  readonly left: number;
  readonly isPaused: boolean;
  /** Null: it has already begun. A null `endsAtMs` means that it never ends. */
  readonly startsAtMs: number | null;
  readonly endsAtMs: number | null;
}

function parseResetGrant(value: unknown): GrantOfResets | null {
  const grant = asRecord(value);
  if (grant === null) return null;
  const left = parseCount(grant['resets_left']);
  const isPaused = parseFlag(grant['paused'] ?? false);
  const [startsAtMs, endsAtMs] = ['starts_at', 'ends_at'].map((each) => momentOf(grant[each] ?? null));
  if (left === null || isPaused === null || startsAtMs === undefined || endsAtMs === undefined) return null;
  return { left, isPaused, startsAtMs, endsAtMs };
}

/** A time in epoch ms; null where none is stated, undefined where the value is no time. */
function momentOf(stated: unknown): number | null | undefined {
  return stated === null ? null : (parseInstantMs(stated) ?? undefined);
}

function isUsable({ left, isPaused, startsAtMs, endsAtMs }: GrantOfResets, asOfMs: number): boolean {
  const hasBegun = startsAtMs === null || startsAtMs <= asOfMs;
  return left > 0 && !isPaused && hasBegun && (endsAtMs === null || endsAtMs > asOfMs);
}

function summed(grants: readonly GrantOfResets[]): ResetCreditsReading {
  const ends = grants.flatMap(({ endsAtMs }) => (endsAtMs === null ? [] : [endsAtMs]));
  return {
    available: grants.reduce((sum, { left }) => sum + left, 0),
    nextExpiresAtMs: ends.length > 0 ? Math.min(...ends) : null,
  };
}
