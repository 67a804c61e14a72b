import fs from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../seeded-random.ts';

export interface CorpusOptions {
  /** The folder that gets `.claude` and `.codex`. */
  readonly home: string;
  readonly seed: number;
  /** About so many bytes in all. */
  readonly bytes: number;
  /** So many sessions of each tool. */
  readonly sessions: number;
  /** The part of the sessions that copies an earlier one, as a resumed session or a fork. */
  readonly copies: number;
}

const startMs = Date.parse('2026-10-01T08:00:00.000Z');
const models = ['claude-opus-4-5-20251101', 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001'];
const codexModels = ['gpt-5.1-codex', 'gpt-5.2'];

interface Random {
  readonly whole: (below: number) => number;
  readonly chance: (part: number) => boolean;
  readonly hex: (length: number) => string;
}

function randomOf(seed: number): Random {
  const next = seededRandom(seed);
  const whole = (below: number): number => Math.floor(next() * below);
  const hex = (length: number): string => Array.from({ length }, () => whole(16).toString(16)).join('');
  return { whole, hex, chance: (part) => next() < part };
}

/** Writes logs in the form of Claude Code and Codex, always the same ones for a seed. Returns how many bytes. */
export function writeCorpus({ home, seed, bytes, sessions, copies }: CorpusOptions): number {
  const random = randomOf(seed);
  const bytesEach = bytes / 2 / sessions;
  let written = 0;
  let claudeBefore: readonly string[] = [];
  let codexBefore: CodexSession | null = null;
  for (let index = 0; index < sessions; index += 1) {
    const atMs = startMs + Math.floor((index / sessions) * 50 * 86_400_000);
    const claude = claudeSession(random, atMs, bytesEach, random.chance(copies) ? claudeBefore : []);
    claudeBefore = claude.lines.slice(0, 200);
    const project = `-work-project-${random.whole(20)}`;
    written += write(path.join(home, '.claude/projects', project, `${claude.id}.jsonl`), claude.lines);
    const parent: CodexSession | null = random.chance(copies) ? codexBefore : null;
    const codex = codexSession(random, atMs, bytesEach, parent);
    codexBefore = codex;
    const day = new Date(atMs).toISOString().slice(0, 10).split('-').join('/');
    const name = `rollout-${new Date(atMs).toISOString().slice(0, 19).replaceAll(':', '-')}-${codex.id}.jsonl`;
    written += write(path.join(home, '.codex/sessions', day, name), codex.lines);
  }
  return written;
}

function write(file: string, lines: readonly string[]): number {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const text = `${lines.join('\n')}\n`;
  fs.writeFileSync(file, text);
  return Buffer.byteLength(text);
}

/** Text as a conversation has it: words, quotes and line breaks, now and then megabytes of it. */
function talk(random: Random): string {
  const words = 20 + random.whole(400) + (random.chance(0.001) ? 200_000 : 0);
  const text = `The file says "usage": ${random.hex(8)}\nand café. `;
  return text.repeat(Math.ceil((words * 6) / text.length));
}

function uuid(random: Random): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`;
}

function claudeSession(
  random: Random,
  atMs: number,
  bytes: number,
  copied: readonly string[],
): { readonly id: string; readonly lines: readonly string[] } {
  const id = uuid(random);
  const lines = [...copied];
  let size = 0;
  let nowMs = atMs;
  const model = models[random.whole(models.length)];
  const common = { isSidechain: false, userType: 'external', cwd: `/code/project-${random.whole(20)}`, sessionId: id };
  const add = (line: object): void => {
    const text = JSON.stringify(line);
    lines.push(text);
    size += text.length;
  };
  while (size < bytes) {
    nowMs += 1000 + random.whole(60_000);
    const time = (laterMs: number): string => new Date(nowMs + laterMs).toISOString();
    const shared = { ...common, version: '2.1.300', gitBranch: 'main' };
    add({
      parentUuid: null,
      ...shared,
      type: 'user',
      timestamp: time(0),
      message: { role: 'user', content: talk(random) },
    });
    const [messageId, requestId] = [`msg_01${random.hex(22)}`, `req_01${random.hex(22)}`];
    const usage = {
      input_tokens: random.whole(20),
      cache_creation_input_tokens: random.whole(9000),
      cache_read_input_tokens: random.whole(180_000),
      output_tokens: 1 + random.whole(900),
      service_tier: 'standard',
    };
    const answer = (output: number, laterMs: number): void =>
      add({
        ...shared,
        type: 'assistant',
        timestamp: time(laterMs),
        requestId,
        message: {
          ...{
            model,
            id: messageId,
            type: 'message',
            role: 'assistant',
            content: [{ type: 'text', text: talk(random) }],
          },
          usage: { ...usage, output_tokens: output },
        },
      });
    // An answer grows: its lines state more and more output, or all the same.
    if (random.chance(0.5)) answer(random.chance(0.5) ? usage.output_tokens : 1, 100);
    answer(usage.output_tokens, 900);
  }
  return { id, lines };
}

interface CodexSession {
  readonly id: string;
  readonly lines: readonly string[];
}

function codexSession(random: Random, atMs: number, bytes: number, parent: CodexSession | null): CodexSession {
  const id = uuid(random);
  const time = (ms: number): string => new Date(ms).toISOString();
  const row = (ms: number, type: string, payload: object): string =>
    JSON.stringify({ timestamp: time(ms), type, payload });
  const cwd = `/code/project-${random.whole(20)}`;
  const meta = { id, timestamp: time(atMs), cwd, originator: 'codex_cli_rs', cli_version: '0.171.0' };
  const lines = [row(atMs, 'session_meta', { ...meta, ...(parent === null ? {} : { forked_from_id: parent.id }) })];
  const total = { input: 0, cached: 0, output: 0, reasoning: 0 };
  // The rows of the parent are copied with the time of the fork.
  for (const line of parent?.lines ?? []) {
    const copied = JSON.parse(line) as { timestamp: string; payload: { info?: { total_token_usage?: CodexUsage } } };
    copied.timestamp = time(atMs + 20);
    lines.push(JSON.stringify(copied));
    const sum = copied.payload.info?.total_token_usage;
    if (sum === undefined) continue;
    total.input = sum.input_tokens;
    total.cached = sum.cached_input_tokens;
    total.output = sum.output_tokens;
    total.reasoning = sum.reasoning_output_tokens;
  }
  let nowMs = atMs + 5000;
  let size = 0;
  const add = (line: string): void => {
    lines.push(line);
    size += line.length;
  };
  while (size < bytes) {
    nowMs += 5000 + random.whole(60_000);
    add(row(nowMs, 'turn_context', { cwd, model: codexModels[random.whole(2)], effort: 'high' }));
    add(
      row(nowMs, 'response_item', {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: talk(random) }],
      }),
    );
    const output = 1 + random.whole(2000);
    const input = 2000 + random.whole(200_000);
    const last = { input, cached: random.whole(input), output, reasoning: random.whole(output) };
    total.input += last.input;
    total.cached += last.cached;
    total.output += last.output;
    total.reasoning += last.reasoning;
    const info = { total_token_usage: usageOf(total), last_token_usage: usageOf(last), model_context_window: 272_000 };
    add(row(nowMs + 3000, 'event_msg', { type: 'token_count', info, rate_limits: { primary: { used_percent: 3 } } }));
    // Each change of the limits writes the same sums again.
    if (random.chance(0.3)) add(row(nowMs + 3100, 'event_msg', { type: 'token_count', info, rate_limits: null }));
  }
  return { id, lines };
}

interface CodexUsage {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_output_tokens: number;
  readonly total_tokens: number;
}

function usageOf(sum: { input: number; cached: number; output: number; reasoning: number }): CodexUsage {
  const { input, cached, output, reasoning } = sum;
  return {
    ...{ input_tokens: input, cached_input_tokens: cached, output_tokens: output },
    ...{ reasoning_output_tokens: reasoning, total_tokens: input + output },
  };
}
