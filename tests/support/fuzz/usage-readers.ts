import type { UsageEntry } from '../../../core/token-usage/entry.ts';
import type { DocumentReader, LineReader } from '../../../core/token-usage/log-reader.ts';
import { ampReader } from '../../../core/token-usage/readers/amp.ts';
import { claudeReader } from '../../../core/token-usage/readers/claude.ts';
import { codexReader } from '../../../core/token-usage/readers/codex.ts';
import { copilotReader } from '../../../core/token-usage/readers/copilot.ts';
import { geminiDocumentReader, geminiLineReader } from '../../../core/token-usage/readers/gemini.ts';
import { grokReader } from '../../../core/token-usage/readers/grok.ts';
import { kimiReader } from '../../../core/token-usage/readers/kimi.ts';
import { opencodeDocumentReader } from '../../../core/token-usage/readers/opencode.ts';
import { qwenReader } from '../../../core/token-usage/readers/qwen.ts';
import {
  ampThread,
  copilotEnd,
  geminiChat,
  geminiMessage,
  grokTurn,
  kimiStatus,
  kimiTurn,
  opencodeMessage,
  qwenAnswer,
} from '../token-usage/log-examples.ts';
import { everything, type FuzzReader, fromValue, type Outcome } from './reader.ts';

const claudeUsage = {
  ...{ input_tokens: 3, cache_creation_input_tokens: 90, cache_read_input_tokens: 1000, output_tokens: 40 },
  cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 60 },
  iterations: [{ type: 'advisor_message', model: 'claude-mythos', input_tokens: 7, output_tokens: 8 }],
};
const claudeLine = {
  ...{ type: 'assistant', timestamp: '2026-11-20T10:00:00.500Z', sessionId: 's-1', cwd: '/work', requestId: 'req_1' },
  ...{ isSidechain: true, costUSD: 0.5 },
  message: { id: 'msg_1', model: 'claude-opus-4-5', usage: claudeUsage },
};
const codexUsage = { input_tokens: 100, cached_input_tokens: 60, output_tokens: 30, reasoning_output_tokens: 20 };
const codexRows = [
  ['session_meta', { id: 'a', cwd: '/work', forked_from_id: 'b', source: { subagent: {} } }],
  ['turn_context', { model: 'gpt-5.2', cwd: '/work' }],
  ['event_msg', { type: 'thread_settings_applied', thread_settings: { service_tier: 'fast' } }],
  ['event_msg', { type: 'token_count', info: { total_token_usage: codexUsage, last_token_usage: codexUsage } }],
  ['token_usage_record', { response_id: 'r', usage: codexUsage }],
  ['compacted', { compaction_response_id: 'r' }],
] as const;

/** Every reader of the logs of what tools used. */
export const usageReaders: readonly FuzzReader[] = [
  lineReader(claudeReader, [claudeLine]),
  lineReader(
    codexReader,
    codexRows.map(([type, payload]) => ({ timestamp: '2026-11-20T10:00:00Z', type, payload })),
  ),
  lineReader(geminiLineReader, [geminiMessage, { sessionId: 's' }]),
  lineReader(qwenReader, [qwenAnswer]),
  lineReader(kimiReader, [kimiStatus, kimiTurn]),
  lineReader(grokReader, [grokTurn]),
  lineReader(copilotReader, [copilotEnd]),
  documentReader(geminiDocumentReader, [geminiChat]),
  documentReader(ampReader, [ampThread]),
  documentReader(opencodeDocumentReader, [opencodeMessage]),
];

function documentReader(reader: DocumentReader, seeds: readonly unknown[]): FuzzReader {
  return {
    name: `document of ${reader.tool}`,
    form: 'json',
    seeds,
    share: 0.3,
    read: (input) => fromValue(reader.read(JSON.stringify(input) ?? '', { path: 'a/b.json' }) ?? []),
    mayKeep: everything,
    check: problemOf,
  };
}

function lineReader(reader: LineReader, seeds: readonly unknown[]): FuzzReader {
  return {
    name: `line of a log of ${reader.tool}`,
    form: 'json',
    seeds,
    read: (input) => {
      const line = JSON.stringify(input) ?? '';
      const first = reader.read(line, reader.start({ path: 'a/b.jsonl' }));
      const second = reader.read(line, first.state);
      return fromValue([...first.entries, ...second.entries]);
    },
    mayKeep: everything,
    check: problemOf,
  };
}

function problemOf(_input: unknown, { kept }: Outcome): string | null {
  return (kept as readonly UsageEntry[]).map(countProblem).find((found) => found !== null) ?? null;
}

function countProblem({ tokens }: UsageEntry): string | null {
  const isCount = Object.values(tokens).every((count) => Number.isSafeInteger(count) && count >= 0);
  return isCount ? null : 'A count of tokens is no whole number from 0 on.';
}
