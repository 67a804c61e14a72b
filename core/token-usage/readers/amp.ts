import { asArray, asRecord, type JsonRecord } from '../../units/json.ts';
import type { TokenCounts, UsageEntry } from '../entry.ts';
import type { DocumentReader } from '../log-reader.ts';
import { nameOf, plainEntry, recordOfLine, timeOf, tokenCount, tokenCounts } from './fields.ts';

/**
 * Reads the threads of Amp (`threads/*.json` below its folder). The ledger of a thread states input and output, and the
 * message that belongs to an entry states what caches gave and took. A thread without a ledger has all of it in messages.
 */
export const ampReader: DocumentReader = {
  kind: 'document',
  tool: 'amp',
  read: (text) => {
    const thread = recordOfLine(text);
    const threadId = nameOf(thread?.['id']);
    if (thread === null || threadId === null) return null;
    const messages = (asArray(thread['messages']) ?? []).flatMap((each) => answerIn(asRecord(each)));
    const events = asArray(asRecord(thread['usageLedger'])?.['events']);
    if (events === null) return messages.flatMap((message, index) => messageEntry(message, threadId, index));
    const caches = new Map(messages.map((message) => [message['messageId'], asRecord(message['usage'])]));
    return events.flatMap((event) => ledgerEntry(asRecord(event), threadId, caches));
  },
};

function answerIn(message: JsonRecord | null): readonly JsonRecord[] {
  return message?.['role'] === 'assistant' && asRecord(message['usage']) !== null ? [message] : [];
}

function ledgerEntry(
  event: JsonRecord | null,
  threadId: string,
  caches: ReadonlyMap<unknown, JsonRecord | null>,
): readonly UsageEntry[] {
  const tokens = asRecord(event?.['tokens']);
  const atMs = timeOf(event?.['timestamp']);
  if (event === null || tokens === null || atMs === null) return [];
  const cache = caches.get(event['toMessageId']) ?? null;
  const id = nameOf(event['id']);
  const requestKey = id === null ? null : `${threadId} ${id}`;
  return plainEntry(
    { tool: 'amp', atMs, model: nameOf(event['model']), sessionId: threadId, requestKey },
    countsOf(tokens['input'], tokens['output'], cache),
  );
}

function messageEntry(message: JsonRecord, threadId: string, index: number): readonly UsageEntry[] {
  const usage = asRecord(message['usage']);
  const atMs = timeOf(usage?.['timestamp'] ?? message['timestamp']);
  if (usage === null || atMs === null) return [];
  const model = nameOf(usage['model']) ?? nameOf(message['model']);
  const counts = countsOf(usage['inputTokens'], usage['outputTokens'], usage);
  return plainEntry(
    { tool: 'amp', atMs, model, sessionId: threadId, requestKey: `${threadId} message ${index}` },
    counts,
  );
}

function countsOf(input: unknown, output: unknown, cache: JsonRecord | null): TokenCounts | null {
  return tokenCounts({
    input: tokenCount(input),
    output: tokenCount(output),
    cacheRead: tokenCount(cache?.['cacheReadInputTokens']),
    cacheWrite: tokenCount(cache?.['cacheCreationInputTokens']),
  });
}
