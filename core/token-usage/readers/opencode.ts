import { asRecord, type JsonRecord } from '../../units/json.ts';
import type { TokenCounts, UsageEntry } from '../entry.ts';
import type { DocumentReader, RowReader } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, timeOf, tokenCount, usdOf } from './fields.ts';

/** Reads the messages that older versions of OpenCode write (`storage/message/SESSION/MESSAGE.json` below its folder). */
export const opencodeDocumentReader: DocumentReader = {
  kind: 'document',
  tool: 'opencode',
  read: (text) => {
    const message = recordOfLine(text);
    return message === null ? null : entryOf(message, message['id'], message['sessionID']);
  },
};

/**
 * Reads the messages in the database of OpenCode (`opencode.db`). A message has its time of completion when its counts are
 * complete. The query takes no text of a conversation.
 */
export const opencodeRowReader: RowReader = {
  kind: 'rows',
  tool: 'opencode',
  query: `SELECT CAST(json_extract(data, '$.time.completed') AS INTEGER) AS position, id, session_id,
      json_object('role', json_extract(data, '$.role'), 'modelID', json_extract(data, '$.modelID'),
        'cost', json_extract(data, '$.cost'), 'time', json(json_extract(data, '$.time')),
        'tokens', json(json_extract(data, '$.tokens')), 'path', json(json_extract(data, '$.path'))) AS message
    FROM message
    WHERE json_valid(data) AND json_extract(data, '$.role') = 'assistant'
      AND CAST(json_extract(data, '$.time.completed') AS INTEGER) >= CAST(? AS INTEGER)
    ORDER BY position`,
  read: (row) => {
    const text = row['message'];
    const message = typeof text === 'string' ? recordOfLine(text) : null;
    return message === null ? null : (entryOf(message, row['id'], row['session_id'])[0] ?? null);
  },
};

function entryOf(message: JsonRecord, id: unknown, session: unknown): readonly UsageEntry[] {
  const tokens = asRecord(message['tokens']);
  const atMs = timeOf(asRecord(message['time'])?.['created']);
  if (message['role'] !== 'assistant' || tokens === null || atMs === null) return [];
  const cost = usdOf(message['cost']);
  return plainEntry(
    {
      ...{ tool: 'opencode', atMs, model: nameOf(message['modelID']), sessionId: nameOf(session) },
      ...{ requestKey: nameOf(id), project: nameOf(asRecord(message['path'])?.['cwd']) },
      // The tool writes 0 for a model whose price it does not know.
      statedUsd: cost === 0 ? null : cost,
    },
    tokensOf(tokens),
  );
}

/** Reasoning stands beside the output, unless the stated total says that the output contains it. */
function tokensOf(tokens: JsonRecord): TokenCounts | null {
  const cache = asRecord(tokens['cache']);
  const input = tokenCount(tokens['input']);
  const output = tokenCount(tokens['output']);
  const reasoning = tokenCount(tokens['reasoning']);
  const cacheRead = tokenCount(cache?.['read']);
  const cacheWrite = tokenCount(cache?.['write']);
  if (input === null || output === null || reasoning === null || cacheRead === null || cacheWrite === null) return null;
  const isInside = reasoning > 0 && reasoning <= output && tokens['total'] === input + output + cacheRead + cacheWrite;
  return { input, cacheRead, cacheWrite, cacheWriteHour: 0, output: isInside ? output - reasoning : output, reasoning };
}
