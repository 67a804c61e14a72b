import { asRecord } from '../../units/json.ts';
import type { LineReader, LineResult, ReaderState } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, sessionOfFile, timeOf } from './fields.ts';
import { geminiTokens } from './gemini.ts';

/** Reads the chats of Qwen Code (`projects/…/chats/*.jsonl` below its folder). */
export const qwenReader: LineReader = {
  kind: 'lines',
  tool: 'qwen',
  marks: ['"usageMetadata"'],
  start: ({ path }) => ({ sessionId: sessionOfFile(path) }),
  read: (line, state) => ({ entries: entriesOf(line, state), state }),
};

function entriesOf(line: string, state: ReaderState): LineResult['entries'] {
  const record = recordOfLine(line);
  const usage = asRecord(record?.['usageMetadata']);
  const atMs = timeOf(record?.['timestamp']);
  if (record?.['type'] !== 'assistant' || usage === null || atMs === null) return [];
  const tokens = geminiTokens({
    prompt: usage['promptTokenCount'],
    cached: usage['cachedContentTokenCount'],
    output: usage['candidatesTokenCount'],
    thoughts: usage['thoughtsTokenCount'],
    tool: usage['toolUsePromptTokenCount'],
    total: usage['totalTokenCount'],
  });
  const sessionId = nameOf(record['sessionId']) ?? nameOf(state['sessionId']);
  const model = nameOf(record['model']);
  const requestKey = `${sessionId ?? ''} ${atMs} ${model ?? ''} ${Object.values(tokens ?? {}).join()}`;
  return plainEntry({ tool: 'qwen', atMs, model, sessionId, requestKey, project: nameOf(record['cwd']) }, tokens);
}
