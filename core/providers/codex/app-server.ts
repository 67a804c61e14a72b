import { asName, asRecord, entriesOf, type JsonRecord } from '../json.ts';
import { accountLimitId, limitIdOf } from './read-limit-windows.ts';
import { codeReview } from './windows.ts';

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

export interface AppServerBody {
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
export function appServerBody(result: JsonRecord, updates: readonly unknown[]): AppServerBody {
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
  const id = limitIdOf(stated);
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
