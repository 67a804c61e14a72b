import { describe, expect, it } from 'vitest';
import type { TokenCounts, UsageEntry } from '../../../../../core/token-usage/entry.ts';
import type { DocumentReader, LineReader } from '../../../../../core/token-usage/log-reader.ts';
import { contextStepOf } from '../../../../../core/token-usage/bucket.ts';
import { ampReader } from '../../../../../core/token-usage/readers/amp.ts';
import { copilotReader } from '../../../../../core/token-usage/readers/copilot.ts';
import {
  geminiDocumentReader,
  geminiLineReader,
  geminiTokens,
} from '../../../../../core/token-usage/readers/gemini.ts';
import { grokReader } from '../../../../../core/token-usage/readers/grok.ts';
import { kimiReader } from '../../../../../core/token-usage/readers/kimi.ts';
import { opencodeDocumentReader, opencodeRowReader } from '../../../../../core/token-usage/readers/opencode.ts';
import { qwenReader } from '../../../../../core/token-usage/readers/qwen.ts';
import {
  ampThread,
  ampThreadWithoutLedger,
  copilotEnd,
  geminiChat,
  geminiMessage,
  grokTurn,
  kimiStatus,
  kimiTurn,
  opencodeMessage,
  qwenAnswer,
} from '../../../../support/token-usage/log-examples.ts';

const atMs = Date.parse('2026-11-20T10:00:00Z');

function lines(reader: LineReader, path: string, records: readonly unknown[]): readonly UsageEntry[] {
  let state = reader.start({ path });
  return records.flatMap((record) => {
    const result = reader.read(JSON.stringify(record), state);
    state = result.state;
    return result.entries;
  });
}

function document(reader: DocumentReader, value: unknown): readonly UsageEntry[] | null {
  return reader.read(JSON.stringify(value), { path: 'a/b.json' });
}

const counts = (change: Partial<TokenCounts>): TokenCounts => ({
  ...{ input: 0, cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0, output: 0, reasoning: 0 },
  ...change,
});

const geminiCounts = counts({ input: 405, cacheRead: 600, output: 50, reasoning: 20 });
const qwenCounts = counts({ input: 400, cacheRead: 600, output: 30, reasoning: 20 });
const kimiCounts = counts({ input: 100, cacheRead: 20, cacheWrite: 30, output: 50 });
const copilotCounts = counts({ input: 300, cacheRead: 500, cacheWrite: 100, output: 80, reasoning: 10 });
const ampCounts = counts({ input: 100, cacheRead: 20, cacheWrite: 30, output: 50 });
const opencodeCounts = counts({ input: 100, cacheRead: 20, cacheWrite: 30, output: 50, reasoning: 10 });

describe('logs of further tools', () => {
  it.each([
    {
      name: 'Gemini CLI, line by line',
      entries: lines(geminiLineReader, 'tmp/a/chats/x.jsonl', [{ sessionId: 's-1' }, geminiMessage]),
      expected: { tool: 'gemini', atMs, model: 'gemini-3-pro-preview', sessionId: 's-1', tokens: geminiCounts },
    },
    {
      name: 'Gemini CLI, as a document',
      entries: document(geminiDocumentReader, geminiChat),
      expected: { tool: 'gemini', atMs, sessionId: 's-1', requestKey: 's-1 m-1', tokens: geminiCounts },
    },
    {
      name: 'Qwen Code, whose output contains the thoughts',
      entries: lines(qwenReader, 'projects/a/chats/x.jsonl', [qwenAnswer]),
      expected: { tool: 'qwen', atMs, model: 'qwen3-coder-plus', project: '/code/app', tokens: qwenCounts },
    },
    {
      name: 'Kimi, older form',
      entries: lines(kimiReader, 'sessions/g/s-1/wire.jsonl', [kimiStatus]),
      expected: { tool: 'kimi', atMs, model: null, sessionId: 's-1', isSideChain: false, tokens: kimiCounts },
    },
    {
      name: 'Kimi, newer form',
      entries: lines(kimiReader, 'sessions/w/s-1/agents/coder/wire.jsonl', [
        kimiTurn,
        { ...kimiTurn, usageScope: 'session' },
      ]),
      expected: {
        tool: 'kimi',
        atMs,
        model: 'kimi-for-coding',
        sessionId: 's-1',
        isSideChain: true,
        tokens: kimiCounts,
      },
    },
    {
      name: 'Copilot CLI',
      entries: lines(copilotReader, 'session-state/s-1/events.jsonl', [copilotEnd]),
      expected: {
        tool: 'copilot',
        atMs,
        model: 'claude-sonnet-4.5',
        sessionId: 's-1',
        isSum: true,
        tokens: copilotCounts,
      },
    },
    {
      name: 'Amp, with a ledger',
      entries: document(ampReader, ampThread),
      expected: {
        tool: 'amp',
        atMs,
        model: 'claude-opus-4-5',
        sessionId: 'T-1',
        requestKey: 'T-1 e-1',
        tokens: ampCounts,
      },
    },
    {
      name: 'Amp, without a ledger',
      entries: document(ampReader, ampThreadWithoutLedger),
      expected: {
        model: 'claude-haiku-4-5',
        tokens: counts({ input: 10, output: 178, cacheWrite: 986, cacheRead: 11_372 }),
      },
    },
    {
      name: 'OpenCode, as a document',
      entries: document(opencodeDocumentReader, opencodeMessage),
      expected: {
        tool: 'opencode',
        atMs,
        model: 'gpt-5.2',
        project: '/code/app',
        statedUsd: 0.5,
        tokens: opencodeCounts,
      },
    },
  ])('$name: states time, model, session and tokens, and no word', ({ entries, expected }) => {
    expect(entries).toHaveLength(1);
    expect(entries?.[0]).toMatchObject(expected);
    expect(JSON.stringify(entries)).not.toContain('PROMPT');
  });

  it('a turn of Grok is counted by model, with the price that the tool wrote', () => {
    const entries = lines(grokReader, 'sessions/%2Fcode%2Fapp/s-1/updates.jsonl', [grokTurn]);
    expect(entries.map(({ model, tokens, statedUsd, project }) => ({ model, tokens, statedUsd, project }))).toEqual([
      {
        ...{ model: 'grok-4', statedUsd: 0.02, project: '/code/app' },
        tokens: counts({ input: 200, cacheRead: 600, output: 60, reasoning: 20 }),
      },
      {
        ...{ model: 'grok-4-mini', statedUsd: null, project: '/code/app' },
        tokens: counts({ input: 100, cacheRead: 100, output: 10, reasoning: 10 }),
      },
    ]);
  });

  it('a session of Copilot that was resumed counts what was added, also after sums that began again', () => {
    const end = (input: number, output: number): object => ({
      ...copilotEnd,
      id: `e-${input}`,
      data: { modelMetrics: { m: { usage: { inputTokens: input, outputTokens: output } } } },
    });
    const entries = lines(copilotReader, 'session-state/s-1/events.jsonl', [end(900, 90), end(1000, 95), end(10, 1)]);
    expect(entries.map(({ tokens }) => [tokens.input, tokens.output])).toEqual([
      [900, 90],
      [100, 5],
      [10, 1],
    ]);
  });

  it('several requests at once say nothing of the size of one', () => {
    const [entry] = lines(copilotReader, 'session-state/s-1/events.jsonl', [copilotEnd]);
    const large = { ...entry, tokens: counts({ input: 500_000 }) } as UsageEntry;
    expect(contextStepOf(large)).toBe(0);
    expect(contextStepOf({ ...large, isSum: undefined } as unknown as UsageEntry)).toBe(272_000);
  });

  it.each([
    [
      'the total contains the cache once',
      { prompt: 100, cached: 40, output: 10, thoughts: 5, total: 115 },
      [60, 40, 10, 5],
    ],
    ['the cache stands apart', { prompt: 100, cached: 40, output: 10, thoughts: 5, total: 155 }, [100, 40, 10, 5]],
    [
      'the output contains the thoughts',
      { prompt: 100, cached: 0, output: 10, thoughts: 5, total: 110 },
      [100, 0, 5, 5],
    ],
    ['no total', { prompt: 100, cached: 40, output: 10, thoughts: 5 }, [60, 40, 10, 5]],
    ['a cache above the prompt', { prompt: 10, cached: 40, output: 1 }, [0, 10, 1, 0]],
  ])('tokens of Google: %s', (_name, stated, [input, cacheRead, output, reasoning]) => {
    const all = { thoughts: 0, tool: 0, total: undefined, ...stated };
    expect(geminiTokens(all)).toEqual(counts({ input, cacheRead, output, reasoning } as Partial<TokenCounts>));
  });

  it('a row of OpenCode is read as the document is', () => {
    const row = { position: 1, id: 'msg_1', session_id: 'ses_1', message: JSON.stringify(opencodeMessage) };
    expect(opencodeRowReader.read(row)).toEqual(document(opencodeDocumentReader, opencodeMessage)?.[0]);
    expect(opencodeRowReader.read({ ...row, message: '{' })).toBeNull();
    const contained = { ...opencodeMessage, tokens: { ...opencodeMessage.tokens, total: 200 } };
    expect(document(opencodeDocumentReader, contained)?.[0]?.tokens).toEqual(
      counts({ input: 100, cacheRead: 20, cacheWrite: 30, output: 40, reasoning: 10 }),
    );
  });

  it('a torn document is none, and a foreign one has no entries', () => {
    for (const reader of [ampReader, opencodeDocumentReader, geminiDocumentReader]) {
      expect(reader.read('{"id":"T-1","mess', { path: 'a.json' })).toBeNull();
    }
    expect(document(opencodeDocumentReader, { id: 'msg_1', role: 'user' })).toEqual([]);
    expect(document(ampReader, { id: 'T-1' })).toEqual([]);
  });
});
