import { asRecord, entriesOf, type JsonRecord } from '../../units/json.ts';
import type { UsageEntry } from '../entry.ts';
import type { LineReader, ReaderState } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, timeOf, usdOf } from './fields.ts';
import { parseSums, tokensOfSums } from './running-sums.ts';

/** The tool writes prices in ticks of 10⁻¹⁰ US dollars. */
const ticksPerUsd = 1e10;
const sumNames = [
  ['inputTokens'],
  ['cachedReadTokens'],
  ['cacheCreationTokens'],
  ['outputTokens'],
  ['reasoningTokens'],
] as const;

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
    const sums = parseSums(part, sumNames);
    const tokens = sums === null ? null : tokensOfSums(sums);
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
