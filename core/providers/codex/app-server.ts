import { type Stated, statedValue } from '../../usage/fact.ts';
import type { BlockReading, Observation } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { parseJson } from '../../units/bounds.ts';
import { asName, asRecord, entriesOf, type JsonRecord } from '../../units/json.ts';
import { hasKnownValue } from '../parse.ts';
import { statedBlock, parseBlockCode } from './block.ts';
import { parseResetList } from './reset-credits.ts';
import { readCodexUsage } from './usage.ts';
import { accountLimitId, codeReview, normalizeLimitId } from './windows.ts';

/**
 * Reads the answer of the Codex tool to `account/rateLimits/read` (X.2, S1), with the sparse updates
 * that came before it. Null where it says nothing. A window that is not in it is not said, never 0; odd
 * paths are in the endpoint's spelling. Never throws.
 */
export function parseAppServerLimits(
  result: unknown,
  asOfMs: number,
  updates: readonly unknown[] = [],
): Observation | null {
  const record = asRecord(result);
  if (record === null) return null;
  const { body, account, listsAllLimits } = appServerBody(record, updates);
  const read = readCodexUsage(body, asOfMs);
  if (!read.ok) return null;
  // The tool knows of the individual limit only, which is no word about all the others.
  const { credits, balance, windows, spendLimits: _ofOne, blocked: _ofBody, ...rest } = read.observation;
  const resetCreditList = parseResetList(record['rateLimitResetCredits'], asOfMs);
  const blocked = blockedOf(record, account, read.observation);
  const observation: Observation = {
    ...rest,
    source: 'app-server',
    ...(blocked.is === 'value' ? { blocked } : {}),
    ...(windows === undefined ? {} : { windows: { ...windows, complete: windows.complete && listsAllLimits } }),
    ...(body['credits'] === undefined ? {} : { ...(credits && { credits }), ...(balance && { balance }) }),
    ...(resetCreditList === null ? {} : { resetCreditList: statedValue(resetCreditList) }),
  };
  return hasKnownValue(observation) ? observation : null;
}

/** The tool's own words about ordinary usage, and those of the account's limit. */
function blockedOf(result: JsonRecord, account: JsonRecord, { spend }: Observation): Stated<BlockReading | null> {
  const stated = account['rateLimitReachedType'];
  const words = {
    allowed: null,
    limitReached: null,
    reason: parseBlockCode(stated),
    saysNoReason: stated === null,
    spendReached: parseFlag(account['spendControlReached']),
    ordinaryUsageAllowed: parseFlag(result['ordinaryUsageAllowed']),
  };
  return statedBlock(words, spend?.is === 'value' ? (spend.value?.resetsAtMs ?? null) : null);
}

/**
 * Reads the usage body that the tool quotes when it could not decode it itself: it is stricter than
 * we are. Null for any other error. The message must never be shown, because of what it quotes.
 */
export function parseAppServerError(message: string, asOfMs: number): Observation | null {
  const start = message.indexOf('{', Math.max(0, message.indexOf('body=')));
  const end = message.lastIndexOf('}');
  if (!message.includes('body=') || start < 0 || end < start) return null;
  const read = readCodexUsage(parseJson(message.slice(start, end + 1)), asOfMs);
  return read.ok && hasKnownValue(read.observation) ? { ...read.observation, source: 'app-server' } : null;
}

/** The account that an answer of the tool speaks for; null where it does not name it. */
export function appServerAccountId(result: unknown): string | null {
  return asName(asRecord(result)?.['accountId']);
}

/** How the tool's answer spells what the endpoint's readers know under another name. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['usedPercent', 'used_percent'],
  ['windowDurationMins', 'window_minutes'],
  ['resetsAt', 'resets_at'],
  ['hasCredits', 'has_credits'],
  ['overageLimitReached', 'overage_limit_reached'],
  ['availableCount', 'available_count'],
]);

/** Sparse updates that came before the answer; older ones are of limits that were told again since. */
const mostUpdates = 20;

interface AppServerBody {
  /** What the tool said, in the form of the usage endpoint. */
  readonly body: JsonRecord;
  /** The limit of the whole account, as the tool spells it. */
  readonly account: JsonRecord;
  /** True: the answer lists every limit there is, and nothing had to be filled in. */
  readonly listsAllLimits: boolean;
}

/**
 * Puts an answer of `account/rateLimits/read` into the form of the usage endpoint, so that the same
 * readers judge both. An update is sparse: it fills what the answer leaves open and replaces nothing.
 */
function appServerBody(result: JsonRecord, updates: readonly unknown[]): AppServerBody {
  const stated = limitsOf(result);
  const filled = updates
    .slice(-mostUpdates)
    .reduce<Limits>((limits, update) => fill(limits, asRecord(update)?.['rateLimits']), stated);
  const main = asRecord(filled[accountLimitId]) ?? {};
  const others = Object.entries(filled).filter(([id]) => id !== accountLimitId);
  const body = {
    plan_type: main['planType'] === 'unknown' ? undefined : main['planType'],
    rate_limit: blockOf(main) ?? undefined,
    additional_rate_limits: others.map(([id, limit]) => extraLimit(id, limit)),
    credits: respelled(main['credits']),
    individual_limit: respelled(main['individualLimit']),
    rate_limit_reset_credits: respelled(result['rateLimitResetCredits']),
  };
  const listed = asRecord(result['rateLimitsByLimitId']);
  const listsAllLimits = listed !== null && entriesOf(listed).isWhole && updates.length === 0;
  return { body, account: main, listsAllLimits };
}

type Limits = Readonly<Record<string, unknown>>;

function limitsOf(result: JsonRecord): Limits {
  const stated = entriesOf(asRecord(result['rateLimitsByLimitId']) ?? {});
  const byId = Object.fromEntries(stated.items.map(({ key, value }) => [oneForm(key), value]));
  const single = asRecord(result['rateLimits']);
  if (single === null) return byId;
  const id = idOf(single);
  return { ...byId, [id]: { ...single, ...asRecord(byId[id]) } };
}

function fill(limits: Limits, sparse: unknown): Limits {
  const update = asRecord(sparse);
  if (update === null) return limits;
  const id = idOf(update);
  return { ...limits, [id]: { ...withoutNull(update), ...withoutNull(asRecord(limits[id]) ?? {}) } };
}

/** What carries no id is meant as the limit of the whole account. */
function idOf(limit: JsonRecord): string {
  return oneForm(asName(limit['limitId']) ?? accountLimitId);
}

/** A model's limit keeps the spelling that the endpoint has for it too. */
function oneForm(stated: string): string {
  const id = normalizeLimitId(stated);
  return id === accountLimitId || id === codeReview.id ? id : stated.trim();
}

function withoutNull(record: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));
}

function extraLimit(id: string, limit: unknown): unknown {
  const record = asRecord(limit);
  return record === null
    ? limit
    : { metered_feature: id, limit_name: record['limitName'] ?? undefined, rate_limit: blockOf(record) };
}

/** Null where the limit has no window at all: then the tool does not speak of any, be it 0 or not (S1-8). */
function blockOf(limit: JsonRecord): JsonRecord | null {
  const [primary, secondary] = [limit['primary'] ?? null, limit['secondary'] ?? null];
  if (primary === null && secondary === null) return null;
  return {
    primary_window: respelled(primary),
    secondary_window: respelled(secondary),
    ...(limit['rateLimitReachedType'] === 'rate_limit_reached' ? { limit_reached: true } : {}),
  };
}

function respelled(value: unknown): unknown {
  const record = asRecord(value);
  if (record === null) return value;
  return Object.fromEntries(Object.entries(record).map(([key, each]) => [spellings.get(key) ?? key, each]));
}
