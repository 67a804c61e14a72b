import { asArray, asRecord, type JsonRecord } from '../../units/json.ts';
import type { TokenCounts, UsageEntry } from '../entry.ts';
import type { DocumentReader, LineReader, LineResult, ReaderState } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, sessionOfFile, timeOf, tokenCount, tokenCounts } from './fields.ts';

/** Reads the chats of Gemini CLI that grow line by line (`tmp/…/chats/*.jsonl` below its folder). */
export const geminiLineReader: LineReader = {
  kind: 'lines',
  tool: 'gemini',
  marks: ['"tokens"', '"sessionId"'],
  start: ({ path }) => ({ sessionId: sessionOfFile(path) }),
  read: readLine,
};

/** Reads the chats of Gemini CLI that it writes as a whole (`tmp/…/chats/*.json`). */
export const geminiDocumentReader: DocumentReader = {
  kind: 'document',
  tool: 'gemini',
  read: (text) => {
    const chat = recordOfLine(text);
    const messages = asArray(chat?.['messages']);
    if (chat === null || messages === null) return null;
    const sessionId = nameOf(chat['sessionId']);
    return messages.flatMap((message) => entriesOf(asRecord(message), sessionId));
  },
};

function readLine(line: string, state: ReaderState): LineResult {
  const record = recordOfLine(line);
  const sessionId = nameOf(record?.['sessionId']);
  const next = sessionId === null || sessionId === state['sessionId'] ? state : { ...state, sessionId };
  return { entries: entriesOf(record, nameOf(next['sessionId'])), state: next };
}

function entriesOf(message: JsonRecord | null, sessionId: string | null): readonly UsageEntry[] {
  const tokens = asRecord(message?.['tokens']);
  const atMs = timeOf(message?.['timestamp']);
  if (message?.['type'] !== 'gemini' || tokens === null || atMs === null) return [];
  const counts = geminiTokens({
    prompt: tokens['input'],
    cached: tokens['cached'],
    output: tokens['output'],
    thoughts: tokens['thoughts'],
    tool: tokens['tool'],
    total: tokens['total'],
  });
  const id = nameOf(message['id']);
  const requestKey = id === null ? null : `${sessionId ?? ''} ${id}`;
  return plainEntry({ tool: 'gemini', atMs, model: nameOf(message['model']), sessionId, requestKey }, counts);
}

/**
 * Returns the kinds of tokens of Google's form. The prompt contains what a cache gave, and the output does not contain
 * thoughts, unless the stated total says otherwise. Null: a count is none.
 */
export function geminiTokens(stated: {
  readonly [Kind in 'prompt' | 'cached' | 'output' | 'thoughts' | 'tool' | 'total']: unknown;
}): TokenCounts | null {
  const [prompt, cached, output, thoughts, tool] = [
    ...[tokenCount(stated.prompt), tokenCount(stated.cached), tokenCount(stated.output)],
    ...[tokenCount(stated.thoughts), tokenCount(stated.tool)],
  ];
  if (prompt == null || cached == null || output == null || thoughts == null || tool == null) return null;
  const total = tokenCount(stated.total);
  const visible = prompt + output + tool;
  const isCacheApart = cached > 0 && (total === visible + cached || total === visible + thoughts + cached);
  const areThoughtsInside = thoughts > 0 && thoughts <= output && (total === visible || total === visible + cached);
  const cacheRead = isCacheApart ? cached : Math.min(cached, prompt);
  return tokenCounts({
    input: prompt + tool - (isCacheApart ? 0 : cacheRead),
    cacheRead,
    output: areThoughtsInside ? output - thoughts : output,
    reasoning: thoughts,
  });
}
