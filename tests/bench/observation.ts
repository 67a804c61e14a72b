import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { trayView } from '../../core/views/tray.ts';
import { createEngine, type Engine } from '../../main/engine/engine.ts';
import { createPublisher } from '../../main/features/publisher.ts';
import { exampleAccount, found } from '../support/engine-world.ts';
import { englishReader } from './english-reader.ts';
import { type Figure, median, quantile } from './figures.ts';

const warmUps = 20;
const rounds = 400;
const startMs = Date.UTC(2026, 10, 22);
const secondMs = 1000;

/** From one thing that a local source saw to the snapshot and the tray, through the engine, in this process. */
export async function measureObservations(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const count of [10, 100, 1000]) {
    const times = await timesOf(count);
    figures.push(
      {
        name: `observation to tray, ${count} accounts, median`,
        unit: 'ms',
        baseline: null,
        ours: median(times),
        budget: null,
      },
      {
        name: `observation to tray, ${count} accounts, p99 of ${rounds}`,
        unit: 'ms',
        baseline: null,
        ours: quantile(times, 0.99),
        budget: { kind: 'most', most: 50 },
      },
    );
  }
  return [...figures, await measureMemory()];
}

async function timesOf(count: number): Promise<readonly number[]> {
  const desk = await createDesk(count);
  const times: number[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const tookMs = await desk.observe(round);
    if (round >= warmUps) times.push(tookMs);
  }
  return times;
}

/** The heap after 100,000 observations of 20 accounts against that after the first 10,000. */
async function measureMemory(): Promise<Figure> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const desk = await createDesk(20);
  const heapAfter = async (from: number, until: number): Promise<number> => {
    for (let round = from; round < until; round += 1) await desk.observe(round);
    collect();
    return process.memoryUsage().heapUsed / 1024 / 1024;
  };
  const first = await heapAfter(0, 10_000);
  const last = await heapAfter(10_000, 100_000);
  return {
    name: 'heap after 100,000 observations, against 10,000',
    unit: 'MB',
    baseline: first,
    ours: last,
    budget: { kind: 'ratio', most: 1.05 },
  };
}

interface Desk {
  /** Lets one account see one more thing, a second later; resolves with how long it took to reach the tray. */
  readonly observe: (round: number) => Promise<number>;
}

async function createDesk(count: number): Promise<Desk> {
  let nowMs = startMs;
  const clock = { nowMs: () => nowMs, random: () => 0.5 };
  const stored = new Map<string, AccountState>();
  const locale = englishReader();
  const accounts = Array.from({ length: count }, (_, number) => exampleAccount(`account-${number}`));
  const engine: Engine = createEngine({
    clock,
    alarm: { set: () => {}, clear: () => {} },
    http: { send: () => new Promise(() => {}) },
    discovery: {
      look: () => Promise.resolve(accounts.map((account) => found(account))),
      watch: () => () => {},
    },
    cache: {
      load: () => [],
      save: (state) => void stored.set(state.account.id, state),
      remove: (accountId) => void stored.delete(accountId),
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    settings: () => defaultSettings,
  });
  const publisher = createPublisher(
    engine,
    () => defaultSettings,
    () => locale,
    clock,
  );
  let rows = 0;
  publisher.onSnapshot((snapshot) => {
    rows = trayView(snapshot, defaultSettings, locale, nowMs).rows.length;
  });
  await engine.start();
  for (const { id } of accounts) engine.observe(id, observation(0, nowMs));
  await Promise.resolve();
  return {
    observe: async (round) => {
      nowMs += secondMs;
      rows = 0;
      const account = accounts[round % count];
      if (account === undefined) throw new Error('there is no account');
      const startedAtMs = performance.now();
      engine.observe(account.id, observation(round, nowMs));
      await Promise.resolve();
      const tookMs = performance.now() - startedAtMs;
      if (rows === 0) throw new Error('the tray did not change');
      return tookMs;
    },
  };
}

function observation(round: number, asOfMs: number): Observation {
  const window = (
    id: string,
    durationSeconds: number,
    used: number,
  ): NonNullable<Observation['windows']>['items'][0] => ({
    id,
    shape: { name: null, scope: 'account', durationSeconds },
    usedPercent: { is: 'value', value: used },
    resetsAtMs: { is: 'value', value: startMs + durationSeconds * 1000 },
  });
  return {
    source: 'log',
    asOfMs,
    windows: {
      complete: false,
      items: [window('session', 18_000, round % 97), window('weekly', 604_800, round % 89)],
    },
    oddPaths: [],
  };
}
