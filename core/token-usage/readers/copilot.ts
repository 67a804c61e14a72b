import { asRecord, entriesOf, type JsonRecord } from '../../units/json.ts';
import type { UsageEntry } from '../entry.ts';
import type { LineReader, LineResult, ReaderState } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, timeOf, tokenCount } from './fields.ts';

/**
 * Reads the sessions of Copilot CLI (`session-state/SESSION/events.jsonl` below its folder). The tool states the sums of a
 * session by model when the session ends, and goes on with them when it is resumed. So a session counts at its end.
 */
export const copilotReader: LineReader = {
  kind: 'lines',
  tool: 'copilot',
  marks: ['"session.shutdown"'],
  start: ({ path }) => ({ sessionId: nameOf(path.split('/').at(-2)) }),
  read: readLine,
};

/** No session uses more models. */
const mostModels = 50;

function readLine(line: string, state: ReaderState): LineResult {
  const record = recordOfLine(line);
  const metrics = asRecord(asRecord(record?.['data'])?.['modelMetrics']);
  const atMs = timeOf(record?.['timestamp']);
  if (record?.['type'] !== 'session.shutdown' || metrics === null || atMs === null) return { entries: [], state };
  let next = state;
  const entries: UsageEntry[] = [];
  for (const { key: model, value } of entriesOf(metrics).items.slice(0, mostModels)) {
    const sums = sumsOf(asRecord(asRecord(value)?.['usage']));
    if (sums === null || nameOf(model) === null) continue;
    const place = `sums of ${model}`;
    const counts = difference(sums, state[place]);
    next = { ...next, [place]: sums.join() };
    const sessionId = nameOf(state['sessionId']);
    const requestKey = `${sessionId ?? ''} ${nameOf(record['id']) ?? atMs} ${model}`;
    entries.push(...plainEntry({ tool: 'copilot', atMs, model, sessionId, requestKey, isSum: true }, tokensOf(counts)));
  }
  return { entries, state: next };
}

type Sums = readonly [input: number, read: number, written: number, output: number, reasoning: number];

function sumsOf(usage: JsonRecord | null): Sums | null {
  if (usage === null) return null;
  const names = ['inputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens'];
  const sums = names.map((name) => tokenCount(usage[name]));
  return sums.includes(null) ? null : (sums as unknown as Sums);
}

/** Returns what was added since the sums before. Sums that became smaller began at 0 again. */
function difference(sums: Sums, before: ReaderState[string] | undefined): Sums {
  const known = typeof before === 'string' ? before.split(',').map(Number) : [];
  if (sums.some((sum, index) => sum < (known[index] ?? 0))) return sums;
  return sums.map((sum, index) => sum - (known[index] ?? 0)) as unknown as Sums;
}

/** The input contains what a cache gave and took, the output contains the reasoning. */
function tokensOf([input, read, written, output, thought]: Sums): UsageEntry['tokens'] {
  const cacheRead = Math.min(read, input);
  const cacheWrite = Math.min(written, input - cacheRead);
  const reasoning = Math.min(thought, output);
  return {
    input: input - cacheRead - cacheWrite,
    cacheRead,
    cacheWrite,
    cacheWriteHour: 0,
    output: output - reasoning,
    reasoning,
  };
}
