import { expect, test } from 'vitest';

import { signedInFolders } from '../../../../main/engine/observations.ts';
import { parseCodexHeaders } from '../../../../core/providers/codex/headers.ts';
import { createFakeClock, settle } from '../../../support/clock.ts';
import { engineWorld, failure, found, startMs } from '../../../support/engine-world.ts';
import { manyAccounts } from '../../../support/many-accounts.ts';

/** What an engine did: searches of all accounts for due polls, and announcements of a change. */
interface Work {
  readonly searches: number;
  readonly announcements: number;
}

/** Starts an engine that knows these accounts, and returns what a piece of work costs it. */
async function worldOf(count: number) {
  const clock = createFakeClock(startMs);
  let [searches, announcements] = [0, 0];
  // Each search ends with a new alarm.
  const set: typeof clock.alarm.set = (atMs, ring) => {
    searches += 1;
    clock.alarm.set(atMs, ring);
  };
  const known = manyAccounts(count, startMs);
  const world = engineWorld({
    findings: known.map(({ account }) => found(account)),
    answer: () => failure({ kind: 'timeout' }),
    stored: new Map(known.map((state) => [state.account.id, state])),
    time: { ...clock, alarm: { ...clock.alarm, set } },
  });
  world.engine.subscribe(() => void (announcements += 1));
  const costOf = async (work: () => unknown): Promise<Work> => {
    const before = { searches, announcements };
    await work();
    await settle();
    return { searches: searches - before.searches, announcements: announcements - before.announcements };
  };
  return { ...world, costOf, ids: known.map(({ account }) => account.id) };
}

const laterMs = startMs + 1_000;
const headers = (used: number) =>
  parseCodexHeaders({ 'x-codex-primary-used-percent': String(used), 'x-codex-primary-window-minutes': '300' }, laterMs);

test('all observations of one turn are one change and one search for due polls, for 100 and for 1,000 accounts', async () => {
  for (const count of [100, 1000]) {
    const { engine, costOf, ids, time } = await worldOf(count);
    await costOf(() => engine.start());
    time.jump(laterMs);
    const cost = await costOf(() => {
      const observation = headers(50);
      if (observation === null) throw new Error('Nothing was said.');
      for (const id of ids) engine.observe(id, observation);
      // Each figure is there at once, although nobody was told yet.
      const used = engine.accounts().map(({ facts }) => facts.windows[0]?.usedPercent.said?.value);
      expect(new Set(used)).toEqual(new Set([50]));
    });
    expect(cost).toEqual({ searches: 1, announcements: 1 });
  }
});

test('start, panel, minute, sleep and a change of the interval cost as many searches and announcements with 1,000 accounts as with 100', async () => {
  const costs = await Promise.all(
    [100, 1000].map(async (count) => {
      const { engine, costOf, time } = await worldOf(count);
      const start = await costOf(() => engine.start());
      const reschedule = await costOf(() => {
        engine.pause('offline');
        engine.pause('asleep');
        engine.reschedule();
      });
      const minute = await costOf(() => time.advance(61_000));
      const panel = await costOf(engine.panelOpened);
      const power = await costOf(() => engine.setDevicePower({ onBattery: true }));
      return { start, reschedule, minute, panel, power };
    }),
  );
  expect(costs[1]).toEqual(costs[0]);
});

test('the folders to follow cost as many looks at accounts for each of 1,000 as for each of 100', () => {
  const looksOf = (count: number): number => {
    let looks = 0;
    const known = manyAccounts(count, startMs).map((state) => ({
      ...state,
      get account() {
        looks += 1;
        return state.account;
      },
    }));
    expect(
      signedInFolders(
        known.map(({ account }) => found(account)),
        known,
      ),
    ).toHaveLength(count);
    return looks / count;
  };
  expect(looksOf(1000)).toBe(looksOf(100));
});
