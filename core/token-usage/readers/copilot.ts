import { asRecord, entriesOf } from '../../units/json.ts';
import type { UsageEntry } from '../entry.ts';
import type { LineReader, LineResult, ReaderState } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, timeOf } from './fields.ts';
import { addedSince, parseSums, sumsOfText, sumsText, tokensOfSums } from './running-sums.ts';

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

const sumNames = [
  ['inputTokens'],
  ['cacheReadTokens'],
  ['cacheWriteTokens'],
  ['outputTokens'],
  ['reasoningTokens'],
] as const;
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
    const sums = parseSums(asRecord(value)?.['usage'], sumNames);
    if (sums === null || nameOf(model) === null) continue;
    const place = `sums of ${model}`;
    const counts = addedSince(sums, sumsOfText(state[place]));
    next = { ...next, [place]: sumsText(sums) };
    const sessionId = nameOf(state['sessionId']);
    const requestKey = `${sessionId ?? ''} ${nameOf(record['id']) ?? atMs} ${model}`;
    entries.push(
      ...plainEntry({ tool: 'copilot', atMs, model, sessionId, requestKey, isSum: true }, tokensOfSums(counts)),
    );
  }
  return { entries, state: next };
}
