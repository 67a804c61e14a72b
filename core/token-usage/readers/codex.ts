import { asRecord, type JsonRecord } from '../../units/json.ts';
import { totalTokens } from '../bucket.ts';
import type { ServiceTier, UsageEntry } from '../entry.ts';
import type { LineReader, LineResult, LogFile, ReaderState } from '../log-reader.ts';
import { nameOf, recordOfLine, timeOf } from './fields.ts';
import { addedSince, parseSums, type RunningSums, sumsOfText, sumsText, tokensOfSums } from './running-sums.ts';

/**
 * Reads the sessions of Codex (`sessions/**` and `archived_sessions/**`). A row states the tokens of the last request and
 * the sum of the session. The model and the folder stand in rows before it. A fork begins with the rows of its parent.
 */
export const codexReader: LineReader = {
  kind: 'lines',
  tool: 'codex',
  marks: [
    '"token_count"',
    '"turn_context"',
    '"session_meta"',
    '"thread_settings_applied"',
    '"token_usage_record"',
    '"compacted"',
  ],
  start: ({ path }: LogFile): ReaderState => ({ ...unread, sessionId: sessionOf(path) }),
  read: readLine,
};

const unread = {
  hasMeta: false,
  family: null,
  isSideChain: false,
  project: null,
  model: null,
  tier: 'standard',
  sum: null,
  replayedMs: null,
  recordId: null,
  record: null,
  compactedId: null,
} as const;

/** The last part of the name of a session file is the id of the session. */
function sessionOf(path: string): string | null {
  const name = path.split('/').at(-1) ?? '';
  return /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl/.exec(name)?.[1] ?? nameOf(name.split('.')[0]);
}

function readLine(line: string, state: ReaderState): LineResult {
  const record = recordOfLine(line);
  const payload = asRecord(record?.['payload']);
  if (record === null || payload === null) return { entries: [], state };
  switch (record['type']) {
    case 'session_meta':
      return { entries: [], state: withMeta(payload, timeOf(record['timestamp']), state) };
    case 'turn_context':
      return { entries: [], state: withTurn(payload, state) };
    case 'token_usage_record':
      return readRecord(payload, timeOf(record['timestamp']), state);
    case 'compacted':
      return readCompaction(payload, state);
    case 'event_msg':
      break;
    default:
      return { entries: [], state };
  }
  if (payload['type'] === 'thread_settings_applied') return { entries: [], state: withSettings(payload, state) };
  const atMs = timeOf(record['timestamp']);
  const isCount = payload['type'] === 'token_count' && atMs !== null;
  return isCount ? readCount(payload, atMs, state) : { entries: [], state };
}

/**
 * Reads the head of a session. The rows that a fork copies begin with the heads of its ancestors: the oldest of them names
 * the family, whose rows are the same ones.
 */
function withMeta(payload: JsonRecord, atMs: number | null, state: ReaderState): ReaderState {
  const id = nameOf(payload['id']);
  const subagent = asRecord(asRecord(payload['source'])?.['subagent']);
  const parent =
    nameOf(payload['forked_from_id']) ?? nameOf(asRecord(subagent?.['thread_spawn'])?.['parent_thread_id']);
  if (state['hasMeta'] === true) {
    return id !== null && id === state['family'] && parent !== null ? { ...state, family: parent } : state;
  }
  return {
    ...state,
    hasMeta: true,
    sessionId: id ?? state['sessionId'] ?? null,
    family: parent ?? id,
    isSideChain: subagent !== null,
    project: nameOf(payload['cwd']),
    replayedMs: parent === null || parent === id ? null : atMs,
  };
}

function withTurn(payload: JsonRecord, state: ReaderState): ReaderState {
  const model = nameOf(payload['model']) ?? state['model'] ?? null;
  return { ...state, model, project: nameOf(payload['cwd']) ?? state['project'] ?? null };
}

/** Settings without a tier say nothing about it, and an unknown tier is not the one before. */
function withSettings(payload: JsonRecord, state: ReaderState): ReaderState {
  const tier = nameOf(asRecord(payload['thread_settings'])?.['service_tier']);
  if (tier === null) return state;
  return { ...state, tier: tier === 'fast' || tier === 'priority' ? 'priority' : 'standard' };
}

/** A copied row is as old as its parent, or was written together with the rest of the copy. */
const copiedWithinMs = 1000;

function readCount(payload: JsonRecord, atMs: number, state: ReaderState): LineResult {
  const info = asRecord(payload['info']);
  const sum = parseSums(info?.['total_token_usage'], sumNames);
  const last = parseSums(info?.['last_token_usage'], sumNames);
  if (sum === null && last === null) return { entries: [], state };
  const sumText = sum === null ? null : sumsText(sum);
  // The row is written again with each change of the rate limits. The sum then stays as it was.
  if (sumText !== null && sumText === state['sum']) return { entries: [], state };
  const counts = last ?? addedSince(sum ?? nothing, sumsOfText(state['sum']));
  const next: ReaderState = { ...state, sum: sumText ?? state['sum'] ?? null, ...withoutRecord(counts, state) };
  const replayedMs = typeof state['replayedMs'] === 'number' ? state['replayedMs'] : null;
  if (replayedMs !== null && atMs - replayedMs <= copiedWithinMs) {
    return { entries: [], state: { ...next, replayedMs: Math.max(atMs, replayedMs) } };
  }
  const ended = { ...next, replayedMs: null };
  const family = nameOf(state['family']) ?? nameOf(state['sessionId']);
  const requestKey = family === null || sumText === null ? null : `${family} ${sumText} ${sumsText(counts)}`;
  return { entries: entriesOf(counts, nameOf(info?.['model']), atMs, requestKey, ended), state: ended };
}

/** Rows of different versions name what a cache gave in two ways. */
const sumNames = [
  ['input_tokens'],
  ['cached_input_tokens', 'cache_read_input_tokens'],
  ['cache_write_input_tokens'],
  ['output_tokens'],
  ['reasoning_output_tokens'],
] as const;

const nothing: RunningSums = [0, 0, 0, 0, 0];

function entriesOf(
  counts: RunningSums,
  statedModel: string | null,
  atMs: number,
  requestKey: string | null,
  state: ReaderState,
): readonly UsageEntry[] {
  const tokens = tokensOfSums(counts);
  if (totalTokens(tokens) === 0) return [];
  const tier: ServiceTier = state['tier'] === 'priority' ? 'priority' : 'standard';
  return [
    {
      ...{ tool: 'codex', atMs, tokens, tier, requestKey, statedUsd: null },
      model: statedModel ?? nameOf(state['model']),
      sessionId: nameOf(state['sessionId']),
      project: nameOf(state['project']),
      isSideChain: state['isSideChain'] === true,
    },
  ];
}

/**
 * A request that shortens the conversation at the service appears in no sum. It is counted when its record and the mark
 * of the shortening are both there.
 */
function readRecord(payload: JsonRecord, atMs: number | null, state: ReaderState): LineResult {
  const recordId = nameOf(payload['response_id']);
  const counts = parseSums(payload['usage'], sumNames);
  if (recordId === null || counts === null || atMs === null) return { entries: [], state };
  const next = { ...state, recordId, record: `${atMs} ${sumsText(counts)}` };
  return recordId === state['compactedId'] ? countRecord(next) : { entries: [], state: next };
}

function readCompaction(payload: JsonRecord, state: ReaderState): LineResult {
  const compactedId = nameOf(payload['compaction_response_id']);
  if (compactedId === null) return { entries: [], state };
  const next = { ...state, compactedId };
  return compactedId === state['recordId'] ? countRecord(next) : { entries: [], state: next };
}

function countRecord(state: ReaderState): LineResult {
  const [time = '', text = ''] = String(state['record'] ?? '').split(' ');
  const atMs = timeOf(Number(time));
  const counts = sumsOfText(text);
  const next = { ...state, recordId: null, record: null, compactedId: null };
  if (counts === null || atMs === null) return { entries: [], state: next };
  return { entries: entriesOf(counts, null, atMs, `response ${String(state['recordId'])}`, next), state: next };
}

/** A record whose tokens a row states as well needs no count of its own. */
function withoutRecord(counts: RunningSums, state: ReaderState): ReaderState {
  const isSame = typeof state['record'] === 'string' && state['record'].endsWith(` ${sumsText(counts)}`);
  return isSame ? { recordId: null, record: null } : {};
}
