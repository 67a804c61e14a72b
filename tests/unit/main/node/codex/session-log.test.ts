import { realpathSync, truncateSync } from 'node:fs';
import { appendFile, mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { type Facts, noFacts } from '../../../../../core/usage/facts.ts';
import { mergePartial } from '../../../../../core/usage/merge.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { sessionDays } from '../../../../../main/node/codex/session-files.ts';
import {
  countingOpen,
  event,
  followedLogs,
  identityIn,
  signIn,
  talk,
} from '../../../../support/codex/followed-logs.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { eventually } from '../../../../support/eventually.ts';

const dayMs = 86_400_000;

describe('session logs of the Codex tool while they are followed', () => {
  it('reports an appended event with its account, source and time', async () => {
    const { follow, source, today, accountId, heard, awaitPercent, nowMs } = await followedLogs();
    const file = path.join(today(), 'rollout-a.jsonl');
    await writeFile(file, talk);
    follow();
    await source.ready();
    const atMs = nowMs();
    await appendFile(file, talk + event(21, atMs));
    await awaitPercent(21);
    expect(heard.at(-1)).toMatchObject({ accountId, observation: { source: 'log', asOfMs: atMs } });
    await appendFile(file, event(22, nowMs()));
    await awaitPercent(22);
  });

  it('waits for the end of a line', async () => {
    const { follow, source, today, awaitPercent, nowMs, percents } = await followedLogs();
    const file = path.join(today(), 'rollout-a.jsonl');
    follow();
    await source.ready();
    const text = event(31, nowMs());
    await writeFile(file, text + event(32, nowMs()).slice(0, 60));
    await awaitPercent(31);
    await appendFile(file, event(32, nowMs()).slice(60));
    await awaitPercent(32);
    expect(percents()).toEqual([31, 32]);
  });

  it('notices a new file, and reports only the newest event of a batch', async () => {
    const { follow, source, today, awaitPercent, percents, nowMs } = await followedLogs();
    follow();
    await source.ready();
    await writeFile(path.join(today(), 'rollout-b.jsonl'), [1, 2, 3].map((each) => event(each, nowMs())).join(''));
    await awaitPercent(3);
    expect(percents()).toEqual([3]);
  });

  it('notices a new sessions folder', async () => {
    const { follow, source, home, today, awaitPercent, nowMs } = await followedLogs();
    await rename(path.join(home, 'sessions'), path.join(home, 'old-sessions'));
    follow();
    await source.ready();
    await mkdir(today(), { recursive: true });
    await writeFile(path.join(today(), 'rollout-c.jsonl'), event(41, nowMs()));
    await awaitPercent(41);
  });

  it('follows the folder of a new day at midnight, and still the old one', async () => {
    const { follow, source, today, yesterday, awaitPercent, setNow, nowMs } = await followedLogs({ dayCheckMs: 20 });
    const midnight = new Date(Date.now() + dayMs);
    midnight.setHours(23, 59, 50, 0);
    setNow(midnight.getTime());
    const evening = today();
    await mkdir(evening, { recursive: true });
    follow();
    await source.ready();
    await writeFile(path.join(evening, 'rollout-d.jsonl'), event(51, nowMs()));
    await awaitPercent(51);
    setNow(midnight.getTime() + 60_000);
    expect(yesterday()).toBe(evening);
    await mkdir(today(), { recursive: true });
    await writeFile(path.join(today(), 'rollout-e.jsonl'), event(52, nowMs()));
    await awaitPercent(52);
    await appendFile(path.join(evening, 'rollout-d.jsonl'), event(53, nowMs()));
    await awaitPercent(53);
  });

  it('notices that a file became shorter or was replaced', async () => {
    const { follow, source, today, awaitPercent, nowMs } = await followedLogs();
    const file = path.join(today(), 'rollout-f.jsonl');
    await writeFile(file, talk.repeat(50));
    follow();
    await source.ready();
    truncateSync(file, 0);
    await appendFile(file, event(61, nowMs()));
    await awaitPercent(61);
    await writeFile(`${file}.new`, talk.repeat(400) + event(62, nowMs()));
    await rename(`${file}.new`, file);
    await awaitPercent(62);
  });

  it('ignores lines longer than 1 MiB, events of the future and other files', async () => {
    const { follow, source, home, today, awaitPercent, percents, nowMs } = await followedLogs();
    const elsewhere = path.join(home, 'elsewhere.jsonl');
    await writeFile(elsewhere, event(79, nowMs()));
    follow();
    await source.ready();
    const long = event(71, nowMs()).replace('"info":null', `"info":"${'x'.repeat(1_100_000)}"`);
    await symlink(elsewhere, path.join(today(), 'rollout-link.jsonl'));
    await writeFile(path.join(today(), 'rollout-z.jsonl.zst'), event(72, nowMs()));
    await writeFile(path.join(today(), 'rollout-h.jsonl'), event(73, nowMs() + 3_600_000) + long);
    await writeFile(path.join(today(), 'rollout-g.jsonl'), event(70, nowMs()));
    await awaitPercent(70);
    expect(percents()).toEqual([70]);
  });

  it('does not follow a sessions folder that leads elsewhere', async () => {
    const { follow, source, home, today, percents, nowMs } = await followedLogs();
    const outside = realpathSync(temporaryFolder());
    await rename(path.join(home, 'sessions'), path.join(outside, 'sessions'));
    await symlink(path.join(outside, 'sessions'), path.join(home, 'sessions'));
    await writeFile(path.join(today(), 'rollout-i.jsonl'), event(81, nowMs()));
    follow();
    await source.ready();
    expect(percents()).toEqual([]);
  });
});

describe('the account of a session log', () => {
  it('an event from before the current sign-in has no account', async () => {
    const { follow, source, today, percents, awaitPercent, nowMs } = await followedLogs();
    const file = path.join(today(), 'rollout-a.jsonl');
    await writeFile(file, event(11, nowMs() - 2_000));
    follow();
    await source.ready();
    expect(percents()).toEqual([]);
    await appendFile(file, event(12, nowMs()));
    await awaitPercent(12);
  });

  it('an event after a new sign-in waits until its account is known', async () => {
    const { open, bytesOf } = countingOpen();
    const { follow, source, today, home, heard, awaitPercent, nowMs } = await followedLogs({ open });
    follow();
    await source.ready();
    await signIn(home, 'two');
    const second = await identityIn(home);
    const file = path.join(today(), 'rollout-a.jsonl');
    await writeFile(file, event(14, nowMs()));
    await eventually(() => expect(bytesOf(file)).toBeGreaterThan(0));
    await source.ready();
    expect(heard).toEqual([]);
    source.follow([{ provider: 'codex', accountId: second, folder: home, sinceMs: 0 }]);
    await awaitPercent(14);
    expect(heard.map(({ accountId }) => accountId)).toEqual([second]);
  });

  it('is not followed without a sign-in, nor for another provider', async () => {
    const { follow, source, today, home, heard, accountId, nowMs } = await followedLogs();
    await writeFile(path.join(today(), 'rollout-a.jsonl'), event(15, nowMs()));
    source.follow([{ provider: 'claude', accountId, folder: home, sinceMs: 0 }]);
    await source.ready();
    expect(heard).toEqual([]);
    follow();
    source.follow([]);
    await source.ready();
    expect(heard).toEqual([]);
  });

  it('the same folders again change nothing', async () => {
    const { follow, source, today, percents, nowMs } = await followedLogs();
    await writeFile(path.join(today(), 'rollout-a.jsonl'), event(16, nowMs()));
    follow();
    follow();
    await source.ready();
    follow();
    await source.ready();
    expect(percents()).toEqual([16]);
  });
});

describe('session logs at the start', () => {
  it('are read from the end: of 200 MB little more than 1 MiB', async () => {
    const { open, bytesOf } = countingOpen();
    const { follow, source, today, percents, nowMs } = await followedLogs({ open });
    const large = path.join(today(), 'rollout-large.jsonl');
    await writeFile(large, talk);
    truncateSync(large, 200 * 1024 * 1024);
    await appendFile(large, `\n${event(91, nowMs())}${talk.repeat(800)}`);
    follow();
    await source.ready();
    expect(percents()).toEqual([91]);
    expect(bytesOf(large)).toBeLessThanOrEqual(1024 * 1024 + 2 * 64 * 1024);
  });

  const hourMs = 3_600_000;
  const limit = (limitId: string, windows: Readonly<Record<string, unknown>>, atMs: number): string => {
    const rateLimits = {
      limit_id: limitId,
      primary: null,
      secondary: null,
      credits: null,
      plan_type: null,
      ...windows,
    };
    const payload = { type: 'token_count', info: null, rate_limits: rateLimits };
    return `${JSON.stringify({ timestamp: new Date(atMs).toISOString(), type: 'event_msg', payload })}\n`;
  };
  const week = (percent: number) => ({ used_percent: percent, window_minutes: 10_080, resets_in_seconds: 86_400 });
  const spark = (atMs: number): string =>
    limit('codex_spark', { limit_name: 'Spark', primary: { ...week(12), window_minutes: 300 } }, atMs);
  const known = (heard: readonly { readonly observation: Observation }[]) => {
    const facts = heard.reduce<Facts>((all, { observation }) => mergePartial(all, observation), noFacts);
    return Object.fromEntries(facts.windows.map((window) => [window.id, window.usedPercent.said?.value]));
  };

  it('give the newest event of each limit: another model does not hide the week', async () => {
    const { follow, source, today, heard, nowMs } = await followedLogs({ sinceMs: 0 });
    const atMs = nowMs() - hourMs;
    const lines =
      limit('codex', { primary: week(63) }, atMs) + spark(atMs + 30_000) + limit('codex', {}, atMs + 60_000);
    await writeFile(path.join(today(), 'rollout-a.jsonl'), lines);
    follow();
    await source.ready();
    expect(known(heard)).toEqual({ weekly: 63, codex_spark: 12 });
    expect(heard.at(0)?.observation.windows?.items[0]?.resetsAtMs).toEqual(statedValue(atMs + 86_400_000));
  });

  it('do not make an old event new if an old log is rewritten', async () => {
    const { follow, source, today, yesterday, heard, nowMs } = await followedLogs({ sinceMs: 0 });
    const [old, recent] = [path.join(yesterday(), 'rollout-a.jsonl'), path.join(today(), 'rollout-b.jsonl')];
    await writeFile(recent, limit('codex', { primary: week(40) }, nowMs() - hourMs));
    await utimes(recent, new Date(nowMs() - hourMs), new Date(nowMs() - hourMs));
    await writeFile(old, limit('codex', { primary: week(97) }, nowMs() - 22 * hourMs));
    // A session that has just begun is the newest log, and holds no event yet.
    await writeFile(path.join(today(), 'rollout-c.jsonl'), talk);
    follow();
    await source.ready();
    expect(known(heard)).toEqual({ weekly: 40 });
  });

  const oldDay = (home: string, nowMs: number): string => sessionDays(home, nowMs - 9 * dayMs)[0] ?? '';

  it('include a resumed session from nine days ago', async () => {
    const { follow, source, home, heard, nowMs } = await followedLogs({ sinceMs: 0 });
    const day = oldDay(home, nowMs());
    await mkdir(day, { recursive: true });
    const file = path.join(day, 'rollout-a.jsonl');
    await writeFile(file, limit('codex', { primary: week(20) }, nowMs() - 9 * dayMs));
    await appendFile(file, limit('codex', { primary: week(55) }, nowMs() - hourMs));
    follow();
    await source.ready();
    expect(known(heard)).toEqual({ weekly: 55 });
  });

  it('include a session of an older day when the tool saves a prompt, and then follow it', async () => {
    const { follow, source, home, heard, nowMs } = await followedLogs();
    const day = oldDay(home, nowMs());
    await mkdir(day, { recursive: true });
    const file = path.join(day, 'rollout-a.jsonl');
    await writeFile(file, talk);
    await utimes(file, new Date(nowMs() - 9 * dayMs), new Date(nowMs() - 9 * dayMs));
    follow();
    await source.ready();
    await appendFile(file, limit('codex', { primary: week(71) }, nowMs()));
    await writeFile(path.join(home, 'history.jsonl'), '{}\n');
    await eventually(() => expect(known(heard)).toEqual({ weekly: 71 }));
    await appendFile(file, limit('codex', { primary: week(72) }, nowMs()));
    await eventually(() => expect(known(heard)).toEqual({ weekly: 72 }));
  });

  it('are then read for new lines only', async () => {
    const { open, bytesOf } = countingOpen();
    const { follow, source, today, awaitPercent, nowMs } = await followedLogs({ open });
    const file = path.join(today(), 'rollout-a.jsonl');
    await writeFile(file, talk.repeat(10_000) + event(93, nowMs()));
    follow();
    await source.ready();
    const before = bytesOf(file);
    const news = event(94, nowMs());
    await appendFile(file, news);
    await awaitPercent(94);
    expect(bytesOf(file) - before).toBe(news.length);
  });
});
