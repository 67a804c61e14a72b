import { describe, expect, it } from 'vitest';
import {
  body,
  engineWorld,
  exampleAccount,
  failure,
  found,
  startMs,
  usageBody,
} from '../../../support/engine-world.ts';

const minuteMs = 60_000;
const work = exampleAccount('work');
const claude = exampleAccount('claude', { id: 'claude:one', provider: 'claude' });
const codexBody = () => body(usageBody(40, startMs + 40 * 3_600_000));
const claudeBody = () =>
  body({ five_hour: { utilization: 12, resets_at: new Date(startMs + 40 * 3_600_000).toISOString() } });
const answer = (id: string) => (id === claude.id ? claudeBody() : codexBody());
const minutesOf = (world: ReturnType<typeof engineWorld>): readonly number[] =>
  world.requests.map(({ atMs }) => (atMs - startMs) / minuteMs);

describe('the pace of the engine', () => {
  it('slows down while nothing changes, and never lets a watched figure turn stale', async () => {
    const world = engineWorld({ findings: [found(work)], answer });
    await world.engine.start();
    await world.time.advance(180 * minuteMs);
    const gaps = minutesOf(world)
      .slice(1)
      .map((atMs, index) => atMs - (minutesOf(world)[index] ?? 0));
    expect(gaps.slice(0, 3)).toEqual([5.25, 5.25, 5.25]);
    expect(gaps.at(-1)).toBeCloseTo(5 * 1.75 * 1.05, 5);
    expect(Math.max(...gaps)).toBeLessThan(10);
  });

  it('slows down on battery and behind a lock, and catches up within seconds afterwards', async () => {
    const world = engineWorld({ findings: [found(work)], answer });
    await world.engine.start();
    await world.time.advance(1000);
    world.engine.setDevicePower({ locked: true, onBattery: true });
    await world.time.advance(35 * minuteMs);
    // The turn that stood before the screen was locked, and half an hour after it.
    expect(minutesOf(world)).toEqual([0, 5.25]);
    expect(world.engine.nextPolls()[0]?.outlook).toMatchObject({ kind: 'interval', everyMs: 30 * minuteMs });
    world.engine.setDevicePower({ locked: false, onBattery: false });
    await world.time.advance(5_000);
    expect(minutesOf(world)).toHaveLength(3);
  });

  it('asks at once when the panel is opened, where its minimum allows it, once for each opening', async () => {
    const world = engineWorld({ findings: [found(work), found(claude)], answer });
    await world.engine.start();
    await world.time.advance(2 * minuteMs);
    world.engine.panelOpened();
    world.engine.panelOpened();
    await world.time.advance(1000);
    expect(world.requests.map(({ accountId }) => accountId)).toEqual([work.id, claude.id, work.id]);
    world.engine.panelOpened();
    await world.time.advance(30_000);
    expect(world.requests).toHaveLength(3);
  });

  it('does not ask inside a wait because the panel is opened', async () => {
    const world = engineWorld({
      findings: [found(work)],
      answer: () => failure({ kind: 'limited', retryAfterMs: 3_600_000 }),
    });
    await world.engine.start();
    await world.time.advance(2 * minuteMs);
    world.engine.panelOpened();
    await world.time.advance(minuteMs);
    expect(world.requests).toHaveLength(1);
    expect(world.engine.nextPolls()[0]?.outlook.kind).toBe('backoff');
  });

  it('a shorter interval counts at once', async () => {
    const settings = { refreshMinutes: 60 };
    const world = engineWorld({ findings: [found(work)], answer, settings });
    await world.engine.start();
    await world.time.advance(10 * minuteMs);
    settings.refreshMinutes = 5;
    world.engine.reschedule();
    await world.time.advance(5_000);
    expect(world.requests).toHaveLength(2);
  });

  it('a mere look keeps what was known on the disk', async () => {
    const first = engineWorld({ findings: [found(work)], answer });
    await first.engine.start();
    await first.time.advance(1000);
    const second = engineWorld({ findings: [found(work)], answer, stored: first.stored, time: first.time });
    await second.engine.discover();
    expect(second.stored.get(work.id)?.facts.windows).toHaveLength(1);
  });
});
