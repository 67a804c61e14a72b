import { expect, test } from 'vitest';

import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { noKnownIncidents } from '../../../../core/incidents/incident.ts';
import { noRecentReadings } from '../../../../core/pace/readings.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { Snapshot } from '../../../../core/snapshot/schema.ts';
import { createPublisher } from '../../../../main/features/publisher.ts';
import { eventually } from '../../../support/eventually.ts';
import { localeIn } from '../../../support/locale.ts';
import { manyAccounts, numberedAccount } from '../../../support/many-accounts.ts';

const startMs = Date.parse('2026-03-02T13:00:00Z');
const english = localeIn('en', 'en-US');

interface World {
  readonly snapshots: readonly Snapshot[];
  /** How often other work has had its turn. */
  readonly turns: () => number;
  readonly change: (accounts: readonly AccountState[], atMs: number) => void;
  /** Runs at the next turn of other work. */
  readonly atNextTurn: (work: () => void) => void;
}

function publisherWorld(): World {
  let accounts: readonly AccountState[] = [];
  let nowMs = startMs;
  let turns = 0;
  let work = (): void => undefined;
  const snapshots: Snapshot[] = [];
  const listeners: (() => void)[] = [];
  const publisher = createPublisher(
    { accounts: () => accounts, subscribe: (listener) => void listeners.push(listener) },
    () => defaultSettings,
    () => english,
    { nowMs: () => nowMs, random: () => 0 },
    noRecentReadings,
    noKnownIncidents,
    async () => {
      turns += 1;
      const now = work;
      work = () => undefined;
      now();
    },
  );
  publisher.onSnapshot((snapshot) => snapshots.push(snapshot));
  return {
    snapshots,
    turns: () => turns,
    change: (next, atMs) => {
      [accounts, nowMs] = [next, atMs];
      for (const listener of listeners) listener();
    },
    atNextTurn: (next) => (work = next),
  };
}

test('many snapshots of a new minute are made in parts, and published once', async () => {
  const world = publisherWorld();
  world.change(manyAccounts(500), startMs);
  expect(world.snapshots).toHaveLength(0);
  await eventually(() => expect(world.snapshots).toHaveLength(1));
  expect(world.turns()).toBeGreaterThan(10);
  expect(world.snapshots[0]?.accounts).toHaveLength(500);
});

test('an answer within the minute is published at once', async () => {
  const world = publisherWorld();
  const accounts = manyAccounts(500);
  world.change(accounts, startMs);
  await eventually(() => expect(world.snapshots).toHaveLength(1));
  const turns = world.turns();
  world.change([numberedAccount(0, 50), ...accounts.slice(1)], startMs + 1_000);
  await Promise.resolve();
  expect(world.snapshots).toHaveLength(2);
  expect(world.turns()).toBe(turns);
});

test('an answer that comes between two parts is in the publication', async () => {
  const world = publisherWorld();
  const accounts = manyAccounts(500);
  const changed = numberedAccount(0, 97);
  world.atNextTurn(() => world.change([changed, ...accounts.slice(1)], startMs + 5));
  world.change(accounts, startMs);
  await eventually(() => expect(world.snapshots).toHaveLength(1));
  const account = world.snapshots[0]?.accounts.find(({ id }) => id === changed.account.id);
  expect(account?.windows[0]?.usedPercent).toBe(97);
});

test('a few accounts are published without a turn for other work', async () => {
  const world = publisherWorld();
  world.change(manyAccounts(20), startMs);
  await Promise.resolve();
  expect(world.snapshots).toHaveLength(1);
  expect(world.turns()).toBe(0);
});
