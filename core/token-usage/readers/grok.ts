import { asRecord, entriesOf, type JsonRecord } from '../../units/json.ts';
import type { TokenCounts, UsageEntry } from '../entry.ts';
import type { LineReader, ReaderState } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, timeOf, tokenCount, usdOf } from './fields.ts';

/** The tool writes prices in ticks of 10⁻¹⁰ US dollars. */
const ticksPerUsd = 1e10;

/**
 * Reads the sessions of Grok (`sessions/FOLDER/SESSION/updates.jsonl` below its folder). A row states a turn, which may be
 * several requests.
 */
export const grokReader: LineReader = {
  kind: 'lines',
  tool: 'grok',
  marks: ['"turn_completed"'],
  start: ({ path }) => {
    const [folder, session] = path.split('/').slice(-3, -1);
    return { sessionId: nameOf(session), project: decoded(folder) };
  },
  read: (line, state) => ({ entries: turnsOf(recordOfLine(line), state), state }),
};

/** The folder of the project is the name of the session's folder, encoded as in an address. */
function decoded(folder: string | undefined): string | null {
  try {
    return nameOf(decodeURIComponent(folder ?? ''));
  } catch {
    return nameOf(folder);
  }
}

function turnsOf(record: JsonRecord | null, state: ReaderState): readonly UsageEntry[] {
  const params = asRecord(record?.['params']);
  const update = asRecord(params?.['update']);
  const usage = asRecord(update?.['usage']);
  const meta = asRecord(params?.['_meta']);
  const atMs = timeOf(meta?.['agentTimestampMs']) ?? timeOf(record?.['timestamp']);
  if (update?.['sessionUpdate'] !== 'turn_completed' || usage === null || atMs === null) return [];
  const byModel = asRecord(usage['modelUsage']);
  const models =
    byModel === null ? [] : entriesOf(byModel).items.map(({ key, value }) => [key, asRecord(value)] as const);
  const parts = models.length > 0 ? models : ([[null, usage]] as const);
  const sessionId = nameOf(params?.['sessionId']) ?? nameOf(state['sessionId']);
  const eventId = nameOf(meta?.['eventId']);
  return parts.flatMap(([model, part]) => {
    const tokens = part === null ? null : tokensOf(part);
    const counts = Object.values(tokens ?? {}).join();
    const requestKey = `${eventId ?? `${sessionId ?? ''} ${atMs} ${counts}`} ${model ?? ''}`;
    const ticks = usdOf(part?.['costUsdTicks']);
    const statedUsd = ticks === null || ticks === 0 ? null : ticks / ticksPerUsd;
    const project = nameOf(state['project']);
    return plainEntry(
      { tool: 'grok', atMs, model: nameOf(model), sessionId, requestKey, project, statedUsd, isSum: true },
      tokens,
    );
  });
}

/** The input contains what a cache gave and took, the output contains the reasoning. */
function tokensOf(part: JsonRecord): TokenCounts | null {
  const input = tokenCount(part['inputTokens']);
  const read = tokenCount(part['cachedReadTokens']);
  const written = tokenCount(part['cacheCreationTokens']);
  const output = tokenCount(part['outputTokens']);
  const thought = tokenCount(part['reasoningTokens']);
  if (input === null || read === null || written === null || output === null || thought === null) return null;
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
