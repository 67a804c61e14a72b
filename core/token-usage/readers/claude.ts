import { asArray, asRecord, type JsonRecord } from '../../units/json.ts';
import { type UsageEntry, type ServiceTier, type TokenCounts } from '../entry.ts';
import { totalTokens } from '../bucket.ts';
import type { LineReader, LineResult, LogFile, ReaderState } from '../log-reader.ts';
import { nameOf, recordOfLine, timeOf, tokenCount, tokenCounts, usdOf } from './fields.ts';

/**
 * Reads the sessions of Claude Code (`projects/**` below its folder). Each line with an answer states its usage. The tool
 * writes an answer in several lines while it grows, and copies it into the sessions that continue it.
 */
export const claudeReader: LineReader = {
  kind: 'lines',
  tool: 'claude',
  marks: ['"usage"'],
  start: startState,
  read: (line, state) => ({ entries: entriesOf(line, state), state }),
};

/** Agents have a file of their own below the session that started them. */
function startState({ path }: LogFile): ReaderState {
  const parts = path.split('/');
  const agents = parts.lastIndexOf('subagents');
  const name = agents > 0 ? parts[agents - 1] : parts.at(-1)?.replace(/\.jsonl(?:\.\w+)?$/, '');
  return { sessionId: nameOf(name), isSideChain: agents > 0 };
}

function entriesOf(line: string, state: ReaderState): LineResult['entries'] {
  const record = recordOfLine(line);
  const message = asRecord(record?.['message']);
  const usage = asRecord(message?.['usage']);
  const atMs = timeOf(record?.['timestamp']);
  if (record === null || message === null || usage === null || atMs === null) return [];
  const messageId = nameOf(message['id']);
  const requestKey = messageId === null ? null : keyOf(messageId, nameOf(record['requestId']));
  const shared = {
    tool: 'claude',
    atMs,
    sessionId: nameOf(record['sessionId']) ?? nameOf(state['sessionId']),
    project: nameOf(record['cwd']),
    isSideChain: record['isSidechain'] === true || state['isSideChain'] === true,
  } as const;
  const own = entryOf(usage, message['model'], { ...shared, requestKey, statedUsd: usdOf(record['costUSD']) });
  return own === null ? [] : [own, ...advisorEntries(usage, { ...shared, requestKey, statedUsd: null })];
}

/** An id that the service made. No other answer has it, whatever request a log names beside it. */
const serviceId = /^msg_[A-Za-z0-9_]{16,}$/;

/**
 * Returns the key of an answer. A side question copies the answers before it with a new id of the request, so an id of
 * the service is enough. The ids of gateways may repeat, and then the id of the request tells the answers apart.
 */
function keyOf(messageId: string, requestId: string | null): string | null {
  if (serviceId.test(messageId)) return messageId;
  return requestId === null ? null : `${messageId} ${requestId}`;
}

type Shared = Omit<UsageEntry, 'model' | 'tokens' | 'tier'>;

function entryOf(usage: JsonRecord, model: unknown, shared: Shared): UsageEntry | null {
  const tokens = tokensOf(usage);
  if (tokens === null || totalTokens(tokens) === 0) return null;
  return { ...shared, model: modelOf(model, usage), tokens, tier: tierOf(usage['service_tier']) };
}

/** The answers of an advisor are in the usage of the answer that asked for them, but in none of its sums. */
function advisorEntries(usage: JsonRecord, shared: Shared): readonly UsageEntry[] {
  const iterations = asArray(usage['iterations']) ?? [];
  const advisors = iterations.flatMap((each) => {
    const iteration = asRecord(each);
    return iteration?.['type'] === 'advisor_message' && nameOf(iteration['model']) !== null ? [iteration] : [];
  });
  return advisors.flatMap((iteration, index) => {
    const requestKey = shared.requestKey === null ? null : `${shared.requestKey} advisor ${index}`;
    const entry = entryOf(iteration, iteration['model'], { ...shared, requestKey });
    return entry === null ? [] : [entry];
  });
}

function tokensOf(usage: JsonRecord): TokenCounts | null {
  // Both are always there. Without one of them the record is none of an answer.
  if (typeof usage['input_tokens'] !== 'number' || typeof usage['output_tokens'] !== 'number') return null;
  const byLife = asRecord(usage['cache_creation']);
  const hour = tokenCount(byLife?.['ephemeral_1h_input_tokens']);
  const stated = usage['cache_creation_input_tokens'] ?? byLife?.['ephemeral_5m_input_tokens'];
  const written = tokenCount(stated);
  if (hour === null || written === null) return null;
  const isSum = usage['cache_creation_input_tokens'] !== undefined && usage['cache_creation_input_tokens'] !== null;
  const hourWritten = isSum ? Math.min(hour, written) : hour;
  return tokenCounts({
    input: tokenCount(usage['input_tokens']),
    cacheRead: tokenCount(usage['cache_read_input_tokens']),
    cacheWrite: isSum ? written - hourWritten : written,
    cacheWriteHour: hourWritten,
    output: tokenCount(usage['output_tokens']),
  });
}

/** Fast answers of a model have a price of their own, so they are named apart. `<synthetic>` is no model. */
function modelOf(value: unknown, usage: JsonRecord): string | null {
  const model = nameOf(value);
  if (model === null || model === '<synthetic>') return null;
  return usage['speed'] === 'fast' ? `${model}-fast` : model;
}

function tierOf(value: unknown): ServiceTier {
  return value === 'priority' || value === 'batch' ? value : 'standard';
}
