import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsageEntry } from '../../../../../core/token-usage/entry.ts';
import { totalTokens } from '../../../../../core/token-usage/bucket.ts';
import { claudeReader } from '../../../../../core/token-usage/readers/claude.ts';

const session = { path: 'projects/-code/0b7c.jsonl' };
const messageId = 'msg_01AbCdEfGhIjKlMnOpQrSt';

function answer(usage: object, change: object = {}, message: object = {}): string {
  return JSON.stringify({
    type: 'assistant',
    timestamp: '2026-11-20T10:00:00.500Z',
    sessionId: 's-1',
    cwd: '/code/app',
    requestId: 'req_1',
    message: { id: messageId, model: 'claude-opus-4-5', content: [{ text: 'PROMPT' }], usage, ...message },
    ...change,
  });
}

function read(line: string, path = session.path): readonly UsageEntry[] {
  return claudeReader.read(line, claudeReader.start({ path })).entries;
}

const plain = { input_tokens: 3, output_tokens: 40 };

describe('a line of Claude Code', () => {
  it('states time, model, session, folder and tokens, and nothing of the conversation', () => {
    const usage = { ...plain, cache_read_input_tokens: 1000, cache_creation_input_tokens: 200 };
    expect(read(answer(usage))).toEqual([
      {
        tool: 'claude',
        atMs: Date.parse('2026-11-20T10:00:00.500Z'),
        model: 'claude-opus-4-5',
        tokens: { input: 3, cacheRead: 1000, cacheWrite: 200, cacheWriteHour: 0, output: 40, reasoning: 0 },
        tier: 'standard',
        sessionId: 's-1',
        project: '/code/app',
        isSideChain: false,
        requestKey: messageId,
        statedUsd: null,
      },
    ]);
  });

  it.each([
    ['an hour only', { cache_creation_input_tokens: 90, cache_creation: { ephemeral_1h_input_tokens: 90 } }, 0, 90],
    [
      'both lives',
      {
        cache_creation_input_tokens: 90,
        cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 60 },
      },
      30,
      60,
    ],
    ['no sum', { cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 6 } }, 5, 6],
    ['parts above the sum', { cache_creation_input_tokens: 4, cache_creation: { ephemeral_1h_input_tokens: 9 } }, 0, 4],
  ])('tells the lives of a cache apart: %s', (_name, cache, cacheWrite, cacheWriteHour) => {
    expect(read(answer({ ...plain, ...cache }))[0]?.tokens).toMatchObject({ cacheWrite, cacheWriteHour });
  });

  it('names an answer by the id of the service, and by both ids where that one may repeat', () => {
    const keys = (message: object, change: object = {}): readonly (string | null)[] =>
      read(answer(plain, change, message)).map(({ requestKey }) => requestKey);
    expect(keys({}, { requestId: 'another' })).toEqual([messageId]);
    expect(keys({}, { requestId: undefined })).toEqual([messageId]);
    expect(keys({ id: 'chat-1' })).toEqual(['chat-1 req_1']);
    expect(keys({ id: 'chat-1' }, { requestId: undefined })).toEqual([null]);
    expect(keys({ id: undefined })).toEqual([null]);
  });

  it('marks the work of agents: by the line, or by the place of the file', () => {
    expect(read(answer(plain, { isSidechain: true }))[0]?.isSideChain).toBe(true);
    const agent = read(answer(plain, { sessionId: undefined }), 'projects/-code/s-7/subagents/agent-1.jsonl')[0];
    expect(agent).toMatchObject({ isSideChain: true, sessionId: 's-7' });
  });

  it('counts the answers of an advisor for themselves', () => {
    const iterations = [
      { type: 'message', ...plain },
      { type: 'advisor_message', model: 'claude-mythos', input_tokens: 7, output_tokens: 8 },
    ];
    expect(read(answer({ ...plain, iterations })).map(({ model, requestKey }) => [model, requestKey])).toEqual([
      ['claude-opus-4-5', messageId],
      ['claude-mythos', `${messageId} advisor 0`],
    ]);
  });

  it('tells tiers and fast answers apart, and takes the price that the tool wrote', () => {
    expect(read(answer({ ...plain, service_tier: 'batch' }))[0]?.tier).toBe('batch');
    expect(read(answer({ ...plain, speed: 'fast' }))[0]?.model).toBe('claude-opus-4-5-fast');
    expect(read(answer(plain, { costUSD: 0.25 }))[0]?.statedUsd).toBe(0.25);
    expect(read(answer(plain, {}, { model: '<synthetic>' }))[0]?.model).toBeNull();
  });

  it.each([
    ['half a line', answer(plain).slice(0, -4)],
    ['no time', answer(plain, { timestamp: undefined })],
    ['a negative count', answer({ ...plain, output_tokens: -1 })],
    ['a fraction', answer({ ...plain, cache_read_input_tokens: 1.5 })],
    ['a count that no request has', answer({ ...plain, input_tokens: 1e15 })],
    ['a text as count', answer({ ...plain, input_tokens: '3' })],
    ['no output', answer({ input_tokens: 3 })],
    ['no token at all', answer({ input_tokens: 0, output_tokens: 0 })],
    ['a list', '[1]'],
    ['nothing', ''],
  ])('says nothing: %s', (_name, line) => {
    expect(read(line)).toEqual([]);
  });

  it('never throws, and never has a negative count or a word of the conversation', () => {
    const usage = fc.dictionary(
      fc.constantFrom('input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_creation', 'iterations'),
      fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null), fc.array(fc.jsonValue()), fc.object()),
    );
    const lines = fc.oneof(
      fc.string(),
      fc.json(),
      usage.map((each) => answer({ ...plain, ...each })),
    );
    fc.assert(
      fc.property(lines, (line) => {
        for (const entry of read(line)) {
          expect(Object.values(entry.tokens).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
          expect(totalTokens(entry.tokens)).toBeGreaterThan(0);
          expect(JSON.stringify(entry)).not.toContain('PROMPT');
        }
      }),
    );
  });
});
