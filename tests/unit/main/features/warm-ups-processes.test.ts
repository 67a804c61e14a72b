import { describe, expect, it } from 'vitest';
import type { WarmupStore } from '../../../../core/warm-ups/run.ts';
import { told, warmupMorning as world } from '../../../support/warm-up-world.ts';

describe('one slot and several processes', () => {
  it('runs once where two processes look at the same minute', async () => {
    const one = world({}, ['work', 'home']);
    await one.start();
    await one.start();
    await one.start();
    await one.pass(3 * 24 * 60);
    const slots = one.toolRuns.map(
      ({ accountId, atMs }) => `${accountId} ${new Date(atMs).toISOString().slice(0, 10)}`,
    );
    expect(slots).toHaveLength(6);
    expect(new Set(slots).size).toBe(6);
  });

  it('runs once where their clocks are minutes apart', async () => {
    const one = world();
    const late = await one.start();
    const earlyClock = { nowMs: () => one.nowMs() + 7 * 60_000, random: () => 0.5 };
    await one.start({ clock: earlyClock });
    await one.pass(120);
    expect(one.toolRuns).toHaveLength(1);
    one.kill(late);
  });

  it('changes nothing by a restart between any two steps', async () => {
    const baseline = world();
    await baseline.start();
    await baseline.pass(120);
    expect(await told(baseline)).toEqual(['2026-03-02 started']);
    for (let steps = 0; steps < 40; steps += 1) {
      const one = world();
      const ledger = await one.openLedger();
      let left = steps;
      let isGone = false;
      /** The process ends before or after its n-th word to the disk, and never speaks again. */
      const mortal = Object.fromEntries(
        Object.entries(ledger).map(([name, method]) => [
          name,
          (...args: readonly unknown[]) => {
            if (isGone) throw new Error('gone');
            left -= 1;
            if (left < 0) {
              isGone = true;
              throw new Error('gone');
            }
            return Reflect.apply(method, null, args);
          },
        ]),
      ) as unknown as WarmupStore;
      const first = await one.start({ store: async () => (isGone ? null : mortal) });
      await one.pass(30);
      one.kill(first);
      await one.start();
      await one.pass(120);
      expect(one.toolRuns.length).toBeLessThanOrEqual(1);
      const rows = await one.rows();
      expect(rows.map(({ key }) => key)).toHaveLength(1);
      if (one.toolRuns.length === 0) expect(['claimed', 'running']).toContain(rows[0]?.state);
    }
  });

  it('tells of a run whose end nobody saw that it is not known, and does not repeat it', async () => {
    const one = world();
    one.service.tool = () => new Promise(() => undefined);
    const first = await one.start();
    one.setNow(Date.parse('2026-03-02T06:59:30Z'));
    void one.pass(1);
    await expect.poll(() => one.toolRuns.length).toBe(1);
    one.kill(first);
    const second = await one.start();
    one.setNow(one.nowMs() + 20 * 60_000);
    await one.pass(60);
    expect(one.toolRuns).toHaveLength(1);
    expect(await second.recent()).toMatchObject([{ state: 'failed', reason: 'not-known' }]);
  });
});
