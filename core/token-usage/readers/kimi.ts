import { asRecord, type JsonRecord } from '../../units/json.ts';
import type { UsageEntry } from '../entry.ts';
import type { LineReader, ReaderState } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, timeOf, tokenCount, tokenCounts } from './fields.ts';

/** Reads the sessions of Kimi (`sessions/…/wire.jsonl` below its folder), in its older and its newer form. */
export const kimiReader: LineReader = {
  kind: 'lines',
  tool: 'kimi',
  marks: ['"token_usage"', '"usage.record"'],
  start: ({ path }) => {
    const folders = path.split('/').slice(0, -1);
    const isAgent = folders.at(-2) === 'agents';
    return { sessionId: nameOf(folders.at(isAgent ? -3 : -1)), isSideChain: isAgent && folders.at(-1) !== 'main' };
  },
  read: (line, state) => {
    const record = recordOfLine(line);
    if (record === null) return { entries: [], state };
    return { entries: record['type'] === 'usage.record' ? turnOf(record, state) : statusOf(record, state), state };
  },
};

/** The newer form states each turn, and the sum of the session beside it. */
function turnOf(record: JsonRecord, state: ReaderState): readonly UsageEntry[] {
  const usage = asRecord(record['usage']);
  const atMs = timeOf(record['time']);
  if (record['usageScope'] !== 'turn' || usage === null || atMs === null) return [];
  const tokens = tokenCounts({
    input: tokenCount(usage['inputOther']),
    cacheRead: tokenCount(usage['inputCacheRead']),
    cacheWrite: tokenCount(usage['inputCacheCreation']),
    output: tokenCount(usage['output']),
  });
  const model = nameOf(nameOf(record['model'])?.replace(/^kimi-code\//, ''));
  return entryOf(atMs, tokens, model, null, state);
}

/** The older form states the model nowhere in the session. */
function statusOf(record: JsonRecord, state: ReaderState): readonly UsageEntry[] {
  const message = asRecord(record['message']);
  const payload = asRecord(message?.['payload']);
  const usage = asRecord(payload?.['token_usage']);
  const atMs = timeOf(record['timestamp']);
  if (message?.['type'] !== 'StatusUpdate' || usage === null || atMs === null) return [];
  const tokens = tokenCounts({
    input: tokenCount(usage['input_other']),
    cacheRead: tokenCount(usage['input_cache_read']),
    cacheWrite: tokenCount(usage['input_cache_creation']),
    output: tokenCount(usage['output']),
  });
  return entryOf(atMs, tokens, null, nameOf(payload?.['message_id']), state);
}

function entryOf(
  atMs: number,
  tokens: UsageEntry['tokens'] | null,
  model: string | null,
  id: string | null,
  state: ReaderState,
): readonly UsageEntry[] {
  const sessionId = nameOf(state['sessionId']);
  const requestKey = `${sessionId ?? ''} ${id ?? ''} ${atMs} ${model ?? ''} ${Object.values(tokens ?? {}).join()}`;
  const isSideChain = state['isSideChain'] === true;
  return plainEntry({ tool: 'kimi', atMs, model, sessionId, requestKey, isSideChain }, tokens);
}
