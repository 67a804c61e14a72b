import { type Stated, statedUnknown, statedValue } from '../../usage/fact.ts';
import { type BlockReading, type Observation, hasKnownValue } from '../../usage/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asName, asRecord, entriesOf, type JsonRecord, parseJson } from '../../units/json.ts';
import { statedBlock, parseBlockCode } from './block.ts';
import { reserveUse } from './reserve.ts';
import { parseResetList } from './reset-credits.ts';
import { parseCodexUsage } from './usage.ts';
import { accountLimitId, codeReview, normalizeLimitId } from './windows.ts';

/**
 * Parses the answer of the Codex tool to `account/rateLimits/read`, together with the sparse updates that came before
 * it. Null where they state nothing. A window that is missing is not stated, which is not 0. Paths of unrecognized
 * fields are spelled as in the usage endpoint. Never throws.
 */
export function parseAppServerLimits(
  result: unknown,
  asOfMs: number,
  updates: readonly unknown[] = [],
): Observation | null {
  const record = asRecord(result);
  if (record === null) return null;
  const { body, account, listsAllLimits } = appServerBody(record, updates);
  const read = parseCodexUsage(body, asOfMs);
  if (!read.ok) return null;
  // The tool knows only the individual limit, so it states nothing about the list of all limits.
  const {
    credits,
    balance,
    windows,
    spendLimits: _incompleteList,
    blocked: _blockedByBody,
    beyondLimit: _beyondLimitByBody,
    ...rest
  } = read.observation;
  const resetCreditList = parseResetList(record['rateLimitResetCredits'], asOfMs);
  const blocked = blockedOf(record, account, read.observation);
  const beyondLimit = reserveUse(blocked, windows, parseFlag(record['ordinaryUsageAllowed']) === true);
  const observation: Observation = {
    ...rest,
    source: 'app-server',
    ...(blocked.is === 'value' ? { blocked } : {}),
    ...(beyondLimit === undefined ? {} : { beyondLimit }),
    ...(windows === undefined ? {} : { windows: { ...windows, complete: windows.complete && listsAllLimits } }),
    ...(body['credits'] === undefined ? {} : { ...(credits && { credits }), ...(balance && { balance }) }),
    ...(resetCreditList === null ? {} : { resetCreditList: statedValue(resetCreditList) }),
  };
  return hasKnownValue(observation) ? observation : null;
}

/** The block that the tool states for ordinary usage and for the account's limit. */
function blockedOf(result: JsonRecord, account: JsonRecord, { spend }: Observation): Stated<BlockReading | null> {
  const stated = account['rateLimitReachedType'];
  const signals = {
    allowed: null,
    limitReached: null,
    reason: parseBlockCode(stated),
    statesNoReason: stated === null,
    spendReached: parseFlag(account['spendControlReached']),
    ordinaryUsageAllowed: parseFlag(result['ordinaryUsageAllowed']),
  };
  return statedBlock(signals, spend?.is === 'value' ? (spend.value?.resetsAtMs ?? null) : null);
}

/**
 * Parses the usage body that the tool quotes in an error, because its own decoder is stricter than this one. Null for
 * any other error. The message must never be shown, because it quotes the user's data.
 */
export function parseAppServerError(message: string, asOfMs: number): Observation | null {
  const start = message.indexOf('{', Math.max(0, message.indexOf('body=')));
  const end = message.lastIndexOf('}');
  if (!message.includes('body=') || start < 0 || end < start) return null;
  const read = parseCodexUsage(parseJson(message.slice(start, end + 1)), asOfMs);
  return read.ok && hasKnownValue(read.observation) ? { ...read.observation, source: 'app-server' } : null;
}

/** The account that an answer of the tool belongs to; null where the answer names none. */
export function appServerAccountId(result: unknown): string | null {
  return asName(asRecord(result)?.['accountId']);
}

/**
 * The name of the workspace in an answer of the tool to `account/read`. Unknown where the tool states that it has no
 * name. An older tool does not mention it. Never throws.
 */
export function parseAppServerWorkspace(result: unknown): Pick<Observation, 'workspace'> {
  const stated = asRecord(asRecord(result)?.['account'])?.['workspaceName'];
  if (stated === null) return { workspace: statedUnknown };
  const name = asName(stated);
  return name === null ? {} : { workspace: statedValue(name) };
}

/** The keys of the tool and the keys of the usage endpoint that mean the same. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['usedPercent', 'used_percent'],
  ['windowDurationMins', 'window_minutes'],
  ['resetsAt', 'resets_at'],
  ['hasCredits', 'has_credits'],
  ['overageLimitReached', 'overage_limit_reached'],
  ['availableCount', 'available_count'],
]);

/** Only the newest updates count. The tool repeats the limits of older ones. */
const mostUpdates = 20;

interface AppServerBody {
  /** The answer of the tool in the form of the usage endpoint. */
  readonly body: JsonRecord;
  /** The limit of the whole account, with the keys of the tool. */
  readonly account: JsonRecord;
  /** True: the answer lists all limits, and no update had to fill a gap. */
  readonly listsAllLimits: boolean;
}

/**
 * Converts an answer of `account/rateLimits/read` into the form of the usage endpoint, so that one parser handles
 * both. A sparse update fills gaps of the answer and replaces nothing.
 */
function appServerBody(result: JsonRecord, updates: readonly unknown[]): AppServerBody {
  const stated = limitsOf(result);
  const filled = updates
    .slice(-mostUpdates)
    .reduce<Limits>((limits, update) => fillGaps(limits, asRecord(update)?.['rateLimits']), stated);
  const main = asRecord(filled[accountLimitId]) ?? {};
  const others = Object.entries(filled).filter(([id]) => id !== accountLimitId);
  const body = {
    plan_type: main['planType'] === 'unknown' ? undefined : main['planType'],
    rate_limit: toRateLimit(main) ?? undefined,
    additional_rate_limits: others.map(([id, limit]) => extraLimit(id, limit)),
    credits: withEndpointKeys(main['credits']),
    individual_limit: withEndpointKeys(main['individualLimit']),
    rate_limit_reset_credits: withEndpointKeys(result['rateLimitResetCredits']),
  };
  const listed = asRecord(result['rateLimitsByLimitId']);
  const listsAllLimits = listed !== null && entriesOf(listed).isWhole && updates.length === 0;
  return { body, account: main, listsAllLimits };
}

type Limits = Readonly<Record<string, unknown>>;

function limitsOf(result: JsonRecord): Limits {
  const stated = entriesOf(asRecord(result['rateLimitsByLimitId']) ?? {});
  const byId = Object.fromEntries(stated.items.map(({ key, value }) => [normalizeId(key), value]));
  const single = asRecord(result['rateLimits']);
  if (single === null) return byId;
  const id = idOf(single);
  return { ...byId, [id]: { ...single, ...asRecord(byId[id]) } };
}

function fillGaps(limits: Limits, sparse: unknown): Limits {
  const update = asRecord(sparse);
  if (update === null) return limits;
  const id = idOf(update);
  return { ...limits, [id]: { ...withoutNull(update), ...withoutNull(asRecord(limits[id]) ?? {}) } };
}

/** The id of a limit. A limit without an id is that of the whole account. */
function idOf(limit: JsonRecord): string {
  return normalizeId(asName(limit['limitId']) ?? accountLimitId);
}

/** The id in the spelling of the usage endpoint. Ids of single models keep their spelling, which is the same there. */
function normalizeId(stated: string): string {
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
    : {
        metered_feature: id,
        limit_name: record['limitName'] ?? undefined,
        normal_model_slug: record['normalModelSlug'] ?? undefined,
        rate_limit: toRateLimit(record),
      };
}

/**
 * The `rate_limit` object of a limit. Null where the tool lists no window: a missing window is not stated, which is
 * not 0.
 */
function toRateLimit(limit: JsonRecord): JsonRecord | null {
  const [primary, secondary] = [limit['primary'] ?? null, limit['secondary'] ?? null];
  if (primary === null && secondary === null) return null;
  return {
    primary_window: withEndpointKeys(primary),
    secondary_window: withEndpointKeys(secondary),
    ...(limit['rateLimitReachedType'] === 'rate_limit_reached' ? { limit_reached: true } : {}),
  };
}

function withEndpointKeys(value: unknown): unknown {
  const record = asRecord(value);
  if (record === null) return value;
  return Object.fromEntries(Object.entries(record).map(([key, each]) => [spellings.get(key) ?? key, each]));
}
