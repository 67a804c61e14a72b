import fs from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runEarlierCommand, joinStatusLines } from '../../../../../main/node/claude/earlier-command.ts';
import { readInput, parseStatus } from '../../../../../main/node/claude/status.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = Date.parse('2026-03-02T13:00:00Z');
const escape = '\u001B';

describe('the status on standard input', () => {
  it('contains the model and the limits, and nothing else', () => {
    const text = JSON.stringify({
      session_id: 's',
      cwd: '/x',
      model: { id: 'm', display_name: 'Sonnet' },
      rate_limits: { a: 1 },
    });
    expect(parseStatus(text, nowMs)).toEqual({ model: 'Sonnet', limits: { rate_limits: { a: 1 } }, spokeAtMs: nowMs });
  });

  it.each(['', 'nope', 'null', '[]', '{"model":7}', '{"model":{"display_name":" "}}'])(
    'contains nothing for %j',
    (text) => {
      expect(parseStatus(text, nowMs)).toEqual({ model: null, limits: { rate_limits: undefined }, spokeAtMs: nowMs });
    },
  );

  it('has a model name without control characters and with a maximum length', () => {
    const name = `A${escape}[31mB\nC${'x'.repeat(500)}`;
    const { model } = parseStatus(JSON.stringify({ model: { display_name: name } }), nowMs);
    expect(model).toMatch(/^A B Cx+$/);
    expect(model?.length).toBeLessThanOrEqual(60);
  });

  it('is as old as the last message of its session, and never from the future', () => {
    const transcript = path.join(temporaryFolder(), 'session.jsonl');
    fs.writeFileSync(transcript, '');
    const spokeAt = (atMs: number): number => {
      fs.utimesSync(transcript, atMs / 1000, atMs / 1000);
      return parseStatus(JSON.stringify({ transcript_path: transcript }), nowMs).spokeAtMs;
    };
    expect(spokeAt(nowMs - 7_200_000)).toBe(nowMs - 7_200_000);
    expect(spokeAt(nowMs + 60_000)).toBe(nowMs);
    expect(parseStatus('{"transcript_path":"/nowhere/at/all"}', nowMs).spokeAtMs).toBe(nowMs);
  });
});

describe('reading standard input', () => {
  it('returns all of it when it ends', async () => {
    const stream = new PassThrough();
    const reading = readInput(stream, { maximumBytes: 100, timeMs: 60_000 });
    stream.write('ab');
    stream.end('c');
    expect((await reading).toString()).toBe('abc');
  });

  it('returns what arrived if it does not end', async () => {
    const stream = new PassThrough();
    stream.write('half');
    expect((await readInput(stream, { maximumBytes: 100, timeMs: 20 })).toString()).toBe('half');
    expect(stream.destroyed).toBe(true);
  });

  it('stops at its limit', async () => {
    const stream = new PassThrough();
    stream.write('x'.repeat(300));
    expect(await readInput(stream, { maximumBytes: 100, timeMs: 60_000 })).toHaveLength(100);
  });

  it('treats an error as the end', async () => {
    const stream = new PassThrough();
    const reading = readInput(stream, { maximumBytes: 100, timeMs: 60_000 });
    stream.destroy(new Error('gone'));
    expect(await reading).toHaveLength(0);
  });
});

describe.runIf(process.platform !== 'win32')('the earlier command', () => {
  const run = async (command: string, timeMs = 10_000, input = '{}'): Promise<string> =>
    runEarlierCommand(command, { input: Buffer.from(input), timeMs });

  it('runs in a shell and gets the same input', async () => {
    expect(await run('tr a-z A-Z | cat', 10_000, 'in')).toBe('IN');
  });

  it.each(['exit 3', 'no-such-program-anywhere', 'echo no >&2', 'a\0b'])(
    '%j returns an empty text, and no error',
    async (command) => {
      expect(await run(command)).toBe('');
    },
  );

  it('returns what it printed before it failed, also if it does not read its input', async () => {
    expect(await run('echo here; exit 1', 10_000, 'x'.repeat(500_000))).toBe('here\n');
  });

  it('ends with its children when its time is over', async () => {
    const file = path.join(temporaryFolder(), 'pid');
    expect(await run(`(echo $$ > ${file}; echo early; sleep 600) & wait`, 500)).toBe('early\n');
    const pid = Number(fs.readFileSync(file, 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it('has a maximum output', async () => {
    expect((await run('yes', 60_000)).length).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('joined status lines', () => {
  it.each([
    ['', 'ours', 'ours'],
    ['\n', 'ours', 'ours'],
    ['theirs\n', 'ours', 'theirs · ours'],
    ['one\ntwo\n', 'ours', 'one · ours\ntwo'],
    [`${escape}[32mgreen\n`, 'ours', `${escape}[32mgreen${escape}[0m · ours`],
  ])('%j and %j are %j', (earlier, ours, both) => {
    expect(joinStatusLines(earlier, ours)).toBe(both);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
