import { describe, expect, it } from 'vitest';
import { sinceMs, told, warmup, type WarmupWorld, warmupMorning as world } from '../../../support/warm-up-world.ts';

const hourMs = 3_600_000;

describe('a slot of a window warm-up', () => {
  it('runs the tool and is seen to have started the window', async () => {
    const one = world();
    await one.start();
    await one.pass(40);
    expect(one.toolRuns.map(({ atMs }) => new Date(atMs).toISOString())).toEqual(['2026-03-02T07:00:00.000Z']);
    expect(await one.rows()).toMatchObject([{ state: 'started', resetsAtMs: Date.parse('2026-03-02T12:00:00Z') }]);
  });

  it('is off until a cap is set, also with a schedule', async () => {
    const one = world({ windowWarmupCap: { perDay: 0, perWeek: 0 } });
    await one.start();
    await one.pass(60);
    expect(one.toolRuns).toEqual([]);
    one.choose({ windowWarmupCap: { perDay: 1, perWeek: 7 } });
    await one.pass(24 * 60);
    expect(one.toolRuns).toHaveLength(1);
  });

  it('is left alone when the window is open, with the time it ends', async () => {
    const one = world();
    one.service.windowBeganMs = one.nowMs() - hourMs;
    await one.start();
    await one.pass(60);
    expect(one.toolRuns).toEqual([]);
    expect(await one.rows()).toMatchObject([{ state: 'already-open', resetsAtMs: Date.parse('2026-03-02T10:30:00Z') }]);
  });

  it('is let go while the weekly limit is used up, a wait is on, or nobody is signed in', async () => {
    const refused = { kind: 'unauthorised', status: 401 } as const;
    const cases = [
      ['weekly-used-up', (of: WarmupWorld) => void (of.service.weeklyUsedPercent = 100)],
      [
        'rate-limited',
        (of: WarmupWorld) => void (of.service.link = { kind: 'limited', attempt: 1, untilMs: of.nowMs() + 2 * hourMs }),
      ],
      [
        'signed-out',
        (of: WarmupWorld) => void (of.service.link = { kind: 'needs-sign-in', failure: refused, fingerprint: null }),
      ],
    ] as const;
    for (const [reason, prepare] of cases) {
      const one = world();
      await one.start();
      await one.pass(10);
      prepare(one);
      await one.pass(60);
      expect(one.toolRuns).toEqual([]);
      expect(await told(one)).toEqual([`2026-03-02 ${reason}`]);
    }
  });

  it('is let go within a quarter of an hour after somebody signed in, also after a restart', async () => {
    const one = world();
    one.service.link = { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null };
    const first = await one.start();
    await one.pass(22);
    one.service.link = { kind: 'idle' };
    await one.pass(1);
    const soon = { ...warmup({ id: 'soon', time: '06:55', sinceMs }) };
    one.choose({ windowWarmups: [soon, warmup({ sinceMs })] });
    await one.pass(4);
    one.kill(first);
    await one.start();
    await one.pass(20);
    expect(one.toolRuns).toEqual([]);
    expect(await told(one)).toEqual(['2026-03-02 just-signed-in', '2026-03-02 just-signed-in']);
  });

  it('a time for figures leaves out who signed in less than a quarter of an hour before', async () => {
    const refreshSlots = ['06:55', '07:10'].map((time) => ({ days: [1, 2, 3, 4, 5, 6, 7], time }));
    const one = world({ windowWarmups: [], refreshSlots });
    one.service.link = { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null };
    await one.start();
    await one.pass(22);
    one.service.link = { kind: 'idle' };
    await one.pass(30);
    expect(one.broughtForward.map(({ accountIds }) => accountIds)).toEqual([[], ['codex:work']]);
  });

  it('waits for newer figures where what is known is old, and lets go when none come within the grace', async () => {
    const one = world();
    await one.start();
    await one.pass(10);
    one.online = false;
    await one.pass(45);
    expect(one.toolRuns).toEqual([]);
    expect(await told(one)).toEqual([]);
    one.online = true;
    await one.pass(2);
    expect(one.toolRuns).toHaveLength(1);
    const other = world();
    await other.start();
    await other.pass(10);
    other.online = false;
    await other.pass(60);
    expect(await told(other)).toEqual(['2026-03-02 not-known']);
  });

  it('runs for several accounts one after the other', async () => {
    const one = world({}, ['work', 'home', 'lab']);
    let running = 0;
    let most = 0;
    for (const service of one.services) {
      service.tool = async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        return 'done' as const;
      };
    }
    await one.start();
    await one.pass(40);
    expect(one.toolRuns.map(({ accountId }) => accountId)).toEqual(['codex:work', 'codex:home', 'codex:lab']);
    expect(most).toBe(1);
  });

  it('keeps to the caps of a day and of a week, over all accounts', async () => {
    const one = world({ windowWarmupCap: { perDay: 1, perWeek: 3 } }, ['work', 'home']);
    await one.start();
    await one.pass(7 * 24 * 60);
    expect(one.toolRuns).toHaveLength(3);
    expect((await told(one)).filter((line) => line.endsWith('cap-day'))).toHaveLength(3);
    expect((await told(one)).filter((line) => line.endsWith('cap-week'))).toHaveLength(8);
  });

  it.each(['no-tool', 'no-start'] as const)('does not count a run whose tool made no request: %s', async (outcome) => {
    const one = world({ windowWarmupCap: { perDay: 1, perWeek: 1 } });
    let tool: 'no-tool' | 'no-start' | 'done' = outcome;
    one.service.tool = () => tool;
    await one.start();
    await one.pass(90);
    expect(await told(one)).toEqual([`2026-03-02 ${outcome}`]);
    tool = 'done';
    await one.pass(24 * 60);
    expect((await told(one)).filter((line) => line.includes('cap-'))).toEqual([]);
    expect(one.toolRuns).toHaveLength(2);
  });

  it('says what failed, counts it, and does not repeat it', async () => {
    const one = world();
    one.service.tool = () => 'tool-error';
    await one.start();
    await one.pass(90);
    expect(one.toolRuns).toHaveLength(1);
    expect(await told(one)).toEqual(['2026-03-02 tool-error']);
    expect(one.outcomes).toEqual(['failed']);
  });

  it('is reported as not started when the window stands as it did', async () => {
    const one = world();
    one.service.tool = () => {
      queueMicrotask(() => queueMicrotask(() => void (one.service.windowBeganMs = null)));
      return 'done';
    };
    await one.start();
    await one.pass(31);
    one.service.windowBeganMs = null;
    await one.pass(40);
    expect((await told(one)).map((line) => line.slice(11))).toEqual(['not-started']);
  });
});

describe('time that does not run evenly', () => {
  it('catches up once after a sleep over a slot, within its grace only', async () => {
    const slept = world();
    await slept.start();
    await slept.pass(5);
    slept.setNow(Date.parse('2026-03-02T07:20:00Z'));
    await slept.pass(60);
    expect(slept.toolRuns.map(({ atMs }) => new Date(atMs).toISOString())).toEqual(['2026-03-02T07:21:00.000Z']);
    const longer = world();
    await longer.start();
    await longer.pass(5);
    longer.setNow(Date.parse('2026-03-02T08:20:00Z'));
    await longer.pass(60);
    expect(longer.toolRuns).toEqual([]);
    expect(await told(longer)).toEqual(['2026-03-02 too-late']);
  });

  it('takes only the newest of several slots that were slept through', async () => {
    const times = ['07:00', '07:40', '08:20'];
    const windowWarmups = times.map((time) => warmup({ id: time, time, graceMinutes: 120, sinceMs }));
    const one = world({ windowWarmups });
    await one.start();
    await one.pass(5);
    one.setNow(Date.parse('2026-03-02T08:30:00Z'));
    await one.pass(10);
    expect(one.toolRuns).toHaveLength(1);
    expect(await told(one)).toEqual(['2026-03-02 replaced', '2026-03-02 replaced', '2026-03-02 started']);
  });

  it('runs nothing twice when the clock is set back an hour, again and again', async () => {
    const one = world();
    await one.start();
    await one.pass(45);
    for (let time = 0; time < 3; time += 1) {
      one.setNow(one.nowMs() - hourMs);
      one.service.windowBeganMs = null;
      await one.pass(70);
    }
    expect(one.toolRuns).toHaveLength(1);
  });

  it('does not catch up what lies before the user set it', async () => {
    const one = world({ windowWarmups: [] });
    await one.start();
    await one.pass(40);
    one.choose({ windowWarmups: [warmup({ sinceMs: one.nowMs() })] });
    await one.pass(60);
    expect(one.toolRuns).toEqual([]);
  });

  it('takes a slot whose time was moved by some minutes for the same', async () => {
    const one = world();
    await one.start();
    await one.pass(31);
    one.service.windowBeganMs = null;
    one.choose({ windowWarmups: [warmup({ time: '07:05', sinceMs })] });
    await one.pass(30);
    expect(one.toolRuns).toHaveLength(1);
  });
});

describe('a run that the user asks for', () => {
  it('runs at once and is seen to have started the window, without a schedule', async () => {
    const one = world({ windowWarmups: [] });
    const warmups = await one.start();
    await one.pass(10);
    expect(await warmups.runNow('codex:work')).toMatchObject({ kind: 'ran', run: { byHand: true } });
    await one.pass(10);
    expect(await warmups.recent()).toMatchObject([{ byHand: true, state: 'started' }]);
    expect(await warmups.runNow('codex:work')).toMatchObject({ kind: 'refused', decision: { kind: 'already-open' } });
    one.service.windowBeganMs = null;
    await one.pass(6);
    expect(await warmups.runNow('codex:work')).toMatchObject({ kind: 'taken' });
    expect(one.toolRuns).toHaveLength(1);
  });
});
