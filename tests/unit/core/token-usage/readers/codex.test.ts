import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsageEntry } from '../../../../../core/token-usage/entry.ts';
import type { ReaderState } from '../../../../../core/token-usage/log-reader.ts';
import { codexReader } from '../../../../../core/token-usage/readers/codex.ts';

const id = '019a97b0-85be-7e60-9c60-9726baf026a0';
const file = { path: `sessions/2026/11/20/rollout-2026-11-20T10-00-00-${id}.jsonl` };
const startMs = Date.parse('2026-11-20T10:00:00Z');

function row(second: number, type: string, payload: object): string {
  return JSON.stringify({ timestamp: new Date(startMs + second * 1000).toISOString(), type, payload });
}

const usage = (input: number, cached: number, output: number, reasoning = 0): object => ({
  ...{ input_tokens: input, cached_input_tokens: cached, output_tokens: output },
  ...{ reasoning_output_tokens: reasoning, total_tokens: input + output },
});
const count = (second: number, total: object | null, last: object | null): string =>
  row(second, 'event_msg', { type: 'token_count', info: { total_token_usage: total, last_token_usage: last } });
const meta = (second: number, change: object = {}): string =>
  row(second, 'session_meta', { id, cwd: '/code/app', ...change });
const turn = (second: number, model: string): string => row(second, 'turn_context', { model, cwd: '/code/app' });

function readAll(lines: readonly string[]): readonly UsageEntry[] {
  let state: ReaderState = codexReader.start(file);
  const entries: UsageEntry[] = [];
  for (const line of lines) {
    const result = codexReader.read(line, state);
    // What the index keeps between two updates is JSON.
    state = JSON.parse(JSON.stringify(result.state)) as ReaderState;
    entries.push(...result.entries);
  }
  return entries;
}

describe('a session of Codex', () => {
  it('states each request with the model before it, and no kind of token twice', () => {
    const entries = readAll([meta(0), turn(1, 'gpt-5.2'), count(5, usage(100, 60, 30, 20), usage(100, 60, 30, 20))]);
    expect(entries).toEqual([
      {
        tool: 'codex',
        atMs: startMs + 5000,
        model: 'gpt-5.2',
        tokens: { input: 40, cacheRead: 60, cacheWrite: 0, cacheWriteHour: 0, output: 10, reasoning: 20 },
        tier: 'standard',
        sessionId: id,
        project: '/code/app',
        isSideChain: false,
        requestKey: `${id} 100,60,0,30,20 100,60,0,30,20`,
        statedUsd: null,
      },
    ]);
  });

  it('counts a row once that is written again with other limits, and takes the difference without the last usage', () => {
    const entries = readAll([
      meta(0),
      count(5, usage(100, 0, 10), usage(100, 0, 10)),
      count(6, usage(100, 0, 10), usage(100, 0, 10)),
      count(9, usage(250, 0, 15), null),
      count(12, usage(40, 0, 4), null),
    ]);
    expect(entries.map(({ tokens, model }) => [tokens.input, tokens.output, model])).toEqual([
      [100, 10, null],
      [150, 5, null],
      [40, 4, null],
    ]);
  });

  it('leaves out the rows that a fork copies with its own time, and counts its own ones', () => {
    const parent = [
      meta(0),
      count(5, usage(100, 0, 10), usage(100, 0, 10)),
      count(9, usage(250, 0, 15), usage(150, 0, 5)),
    ];
    const fork = [
      meta(60, { id: 'child', forked_from_id: id }),
      ...parent.slice(1).map((line) => line.replace(/T10:00:0\d/, 'T10:01:00')),
      count(70, usage(300, 0, 25), usage(50, 0, 10)),
    ];
    expect(readAll(fork).map(({ sessionId, tokens }) => [sessionId, tokens.input])).toEqual([['child', 50]]);
  });

  it('gives rows that a fork copies later the keys of the parent, over several generations', () => {
    const rows = [count(5, usage(100, 0, 10), usage(100, 0, 10)), count(9, usage(250, 0, 15), usage(150, 0, 5))];
    const late = rows.map((line) => line.replace('T10:00:0', 'T10:02:0'));
    const keys = (lines: readonly string[]): readonly (string | null)[] =>
      readAll(lines).map(({ requestKey }) => requestKey);
    const own = keys([meta(0), ...rows]);
    expect(own).toHaveLength(2);
    expect(keys([meta(60, { id: 'child', forked_from_id: id }), meta(60), ...late])).toEqual(own);
    const heads = [meta(60, { id: 'grand', forked_from_id: 'child' }), meta(60, { id: 'child', forked_from_id: id })];
    expect(keys([...heads, meta(60), ...late])).toEqual(own);
  });

  it('marks agents, and takes the tier of the settings', () => {
    const source = { subagent: { thread_spawn: { parent_thread_id: 'parent' } } };
    const settings = (tier: unknown): string =>
      row(2, 'event_msg', { type: 'thread_settings_applied', thread_settings: { service_tier: tier } });
    const entries = readAll([
      meta(0, { source }),
      settings('priority'),
      settings(undefined),
      count(5, usage(1, 0, 1), usage(1, 0, 1)),
      settings('default'),
      count(9, usage(2, 0, 2), usage(1, 0, 1)),
    ]);
    expect(entries.map(({ isSideChain, tier }) => [isSideChain, tier])).toEqual([
      [true, 'priority'],
      [true, 'standard'],
    ]);
  });

  it('counts the request that shortens a conversation, unless a row states it as well', () => {
    const record = row(6, 'token_usage_record', { response_id: 'resp_1', usage: usage(900, 0, 9) });
    const compacted = row(7, 'compacted', { compaction_response_id: 'resp_1' });
    const keys = (lines: readonly string[]): readonly (string | null)[] =>
      readAll([meta(0), ...lines]).map(({ requestKey }) => requestKey);
    expect(keys([record, compacted])).toEqual(['response resp_1']);
    expect(keys([compacted, record])).toEqual(['response resp_1']);
    expect(keys([record, count(6, usage(900, 0, 9), usage(900, 0, 9)), compacted])).toHaveLength(1);
    expect(keys([record])).toEqual([]);
  });

  it('never throws, and never has a negative count, whatever the rows are', () => {
    const counts = fc.oneof(
      fc.constant(null),
      fc.record({
        input_tokens: fc.integer(),
        cached_input_tokens: fc.nat(),
        output_tokens: fc.nat(),
        reasoning_output_tokens: fc.nat(),
      }),
    );
    const rows = fc.oneof(
      fc.string(),
      fc.json(),
      fc.tuple(fc.nat(90), counts, counts).map(([second, total, last]) => count(second, total, last)),
      fc.constantFrom(meta(0), meta(3, { forked_from_id: 'x' }), turn(4, 'gpt-5.2')),
    );
    fc.assert(
      fc.property(fc.array(rows), (lines) => {
        for (const { tokens } of readAll(lines)) {
          expect(Object.values(tokens).every((each) => Number.isSafeInteger(each) && each >= 0)).toBe(true);
        }
      }),
    );
  });
});
