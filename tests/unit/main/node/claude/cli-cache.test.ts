import fs from 'node:fs';
import path from 'node:path';

import { describe, expect, it, onTestFinished, test } from 'vitest';

import type { SignedInFolder } from '../../../../../core/ports.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { createClaudeCliCache, wantsEssentialTrafficOnly } from '../../../../../main/node/claude/cli-cache.ts';
import type { DiscoveryEnvironment } from '../../../../../main/node/credentials/folders.ts';
import { claudeIdentityOf } from '../../../../../main/node/credentials/claude-credentials.ts';
import { valueOf } from '../../../../support/readings.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const nowMs = Date.now();

function stateOf(organisation: string, amount: number): object {
  const info = { available: true, eligible: true, granted: false, amount_minor_units: amount, currency: 'EUR' };
  return {
    oauthAccount: { accountUuid: 'person-1', organizationUuid: organisation },
    overageCreditGrantCache: { [organisation]: { info, timestamp: nowMs - 1_000 } },
  };
}

function world(stateFile = (folder: string): string => path.join(folder, '.claude.json')) {
  const home = fs.realpathSync(temporaryFolder());
  const folder = path.join(home, '.claude');
  fs.mkdirSync(folder);
  const file = stateFile(folder);
  const seen: { accountId: string; amount: number | null }[] = [];
  const observations: Observation[] = [];
  const observe = (accountId: string, observation: Observation): void => {
    observations.push(observation);
    const value = valueOf(observation.grant);
    if (typeof value === 'object') seen.push({ accountId, amount: value.amountMinorUnits });
  };
  const environment = file.startsWith(folder + path.sep) ? { CLAUDE_CONFIG_DIR: folder } : {};
  const surroundings = { environment, homeFolder: home, platform: process.platform };
  const source = createClaudeCliCache({ surroundings, nowMs: () => nowMs, observe, quietMs: 10 });
  onTestFinished(source.stop);
  const put = (state: object | string): void => {
    fs.writeFileSync(`${file}.new`, typeof state === 'string' ? state : JSON.stringify(state));
    fs.renameSync(`${file}.new`, file);
  };
  const account = (organisation: string): SignedInFolder => ({
    provider: 'claude',
    accountId: claudeIdentityOf(stateOf(organisation, 1), folder).id,
    folder,
    sinceMs: 0,
  });
  return { source, seen, observations, put, account, file };
}

describe("Claude Code's own state file as a source", () => {
  it('is read when the app begins to follow it, and after each change', async () => {
    const { source, seen, put, account } = world();
    put(stateOf('org-1', 500));
    source.follow([account('org-1')]);
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500]);
    put(stateOf('org-1', 700));
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500, 700]);
    expect(new Set(seen.map(({ accountId }) => accountId))).toEqual(new Set([account('org-1').accountId]));
  });

  it('resolves when it was first read, so that a one-time command knows the offer', async () => {
    const { source, seen, put, account } = world();
    put(stateOf('org-1', 500));
    source.follow([account('org-1')]);
    await source.ready();
    expect(seen.map(({ amount }) => amount)).toEqual([500]);
  });

  it('is beside the folder if no folder is named', async () => {
    const { source, seen, put, account } = world((folder) => `${folder}.json`);
    put(stateOf('org-1', 500));
    source.follow([account('org-1')]);
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500]);
  });

  it('may appear later; a broken one is ignored', async () => {
    const { source, seen, put, account } = world();
    source.follow([account('org-1')]);
    put('{');
    put(stateOf('org-1', 500));
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500]);
  });

  it('is ignored if another organization is signed in by now', async () => {
    const { source, seen, put, account } = world();
    const [first, second] = [account('org-1'), account('org-2')];
    put(stateOf('org-2', 900));
    source.follow([first, second]);
    await expect.poll(() => seen).toContainEqual({ accountId: second.accountId, amount: 900 });
    put(stateOf('org-1', 500));
    await expect.poll(() => seen).toContainEqual({ accountId: first.accountId, amount: 500 });
    expect(seen).toHaveLength(2);
  });

  it('reports the same entry once, however often the tool rewrites its file', async () => {
    const { source, seen, put, account } = world();
    put(stateOf('org-1', 500));
    source.follow([account('org-1')]);
    source.follow([account('org-1')]);
    await expect.poll(() => seen.length).toBe(1);
    put({ ...stateOf('org-1', 500), numStartups: 9 });
    put({ ...stateOf('org-1', 501), numStartups: 10 });
    await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500, 501]);
  });

  it('is looked up once for all folders, however many there are', async () => {
    const home = fs.realpathSync(temporaryFolder());
    const workOf = async (count: number): Promise<number> => {
      let looks = 0;
      const folders = Array.from({ length: count }, (_, number) => path.join(home, `claude-${number}`));
      for (const folder of folders) {
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(path.join(folder, '.claude.json'), JSON.stringify(stateOf(folder, 500)));
      }
      const seen = new Set<string>();
      const surroundings: DiscoveryEnvironment = {
        environment: { CLAUDE_CONFIG_DIR: folders.join(path.delimiter) },
        get homeFolder() {
          looks += 1;
          return home;
        },
        platform: process.platform,
      };
      const observe = (accountId: string): void => void seen.add(accountId);
      const source = createClaudeCliCache({ surroundings, nowMs: () => nowMs, observe });
      onTestFinished(source.stop);
      const accountIn = (folder: string): SignedInFolder => ({
        provider: 'claude',
        accountId: claudeIdentityOf(stateOf(folder, 1), folder).id,
        folder,
        sinceMs: 0,
      });
      source.follow(folders.map(accountIn));
      const toFollow = looks;
      await source.ready();
      expect(seen.size).toBe(count);
      return toFollow;
    };
    const few = await workOf(20);
    expect(await workOf(40)).toBeLessThan(2.5 * few);
  });

  it('is never written', async () => {
    const { source, seen, put, account, file } = world();
    put(stateOf('org-1', 500));
    const before = fs.statSync(file, { bigint: true }).mtimeNs;
    source.follow([account('org-1')]);
    await expect.poll(() => seen.length).toBe(1);
    expect(fs.statSync(file, { bigint: true }).mtimeNs).toBe(before);
  });
});

describe("the usage and the banked reset in Claude Code's own state file", () => {
  const usage = (percent: number, fetchedAtMs = nowMs - 60_000, accountUuid = 'person-1') => ({
    fetchedAtMs,
    accountUuid,
    utilization: { five_hour: { utilization: percent, resets_at: new Date(nowMs + 3_600_000).toISOString() } },
  });
  const reset = (checkedAt = nowMs - 5_000) => ({
    ...{ accountUuid: 'person-1', holdsUnusedReset: true, checkedAt },
    validUntil: checkedAt + 3_600_000,
  });
  const withMembers = (members: object) => ({ ...stateOf('org-1', 500), ...members });
  const percents = (observations: readonly Observation[]): readonly (number | undefined)[] =>
    observations.flatMap(({ windows }) => {
      const [window] = windows?.items ?? [];
      return window?.usedPercent?.is === 'value' ? [window.usedPercent.value] : [];
    });
  const heldIn = (observations: readonly Observation[]): readonly (boolean | null)[] =>
    observations.flatMap(({ holdsReset }) => {
      if (holdsReset === undefined) return [];
      return [holdsReset.is === 'value' ? holdsReset.value.isHeld : null];
    });

  it('are observations of their own, each with its own time', async () => {
    const { source, observations, put, account } = world();
    put(withMembers({ cachedUsageUtilization: usage(12), unusedLimitResetStatusCache: reset() }));
    source.follow([account('org-1')]);
    await source.ready();
    expect(observations.map(({ asOfMs }) => asOfMs)).toEqual([nowMs - 1_000, nowMs - 60_000, nowMs - 5_000]);
    expect(observations.every((each) => each.source === 'cache')).toBe(true);
  });

  it('are reported alone when only one of them changed', async () => {
    const { source, observations, put, account } = world();
    put(withMembers({ cachedUsageUtilization: usage(12), unusedLimitResetStatusCache: reset() }));
    source.follow([account('org-1')]);
    await source.ready();
    put(withMembers({ cachedUsageUtilization: usage(30, nowMs - 500), unusedLimitResetStatusCache: reset() }));
    await expect.poll(() => percents(observations)).toEqual([12, 30]);
    expect(observations).toHaveLength(4);
  });

  it('count by their own time, however new the file is', async () => {
    const eightDays = 8 * 86_400_000;
    const { source, observations, put, account } = world();
    put(withMembers({ cachedUsageUtilization: usage(12, nowMs - eightDays) }));
    source.follow([account('org-1')]);
    await source.ready();
    expect(observations.find(({ windows }) => windows !== undefined)?.asOfMs).toBe(nowMs - eightDays);
  });

  it('are ignored if they belong to another person than the one that the file names', async () => {
    const { source, observations, seen, put, account } = world();
    put(withMembers({ cachedUsageUtilization: usage(12, nowMs - 60_000, 'person-2') }));
    source.follow([account('org-1')]);
    await expect.poll(() => seen.length).toBe(1);
    expect(percents(observations)).toEqual([]);
  });

  it('a reset is withdrawn once when its entry is gone', async () => {
    const { source, observations, put, account } = world();
    put(withMembers({ unusedLimitResetStatusCache: reset() }));
    source.follow([account('org-1')]);
    await source.ready();
    put(withMembers({}));
    await expect.poll(() => heldIn(observations)).toEqual([true, null]);
    put({ ...withMembers({ cachedUsageUtilization: usage(30) }), numStartups: 7 });
    await expect.poll(() => percents(observations)).toEqual([30]);
    expect(heldIn(observations)).toEqual([true, null]);
  });

  it('a folder without the entry does not withdraw the reset that another folder of the account states', async () => {
    const home = fs.realpathSync(temporaryFolder());
    const [one, other] = [path.join(home, 'one'), path.join(home, 'other')];
    const observations: Observation[] = [];
    const source = createClaudeCliCache({
      surroundings: { environment: { CLAUDE_CONFIG_DIR: `${one}:${other}` }, homeFolder: home, platform: 'linux' },
      nowMs: () => nowMs,
      observe: (_id, observation) => void observations.push(observation),
      quietMs: 10,
    });
    onTestFinished(source.stop);
    const accountId = claudeIdentityOf(stateOf('org-1', 1), one).id;
    for (const [folder, members] of [
      [one, { unusedLimitResetStatusCache: reset() }],
      [other, {}],
    ] as const) {
      fs.mkdirSync(folder);
      fs.writeFileSync(path.join(folder, '.claude.json'), JSON.stringify(withMembers(members)));
    }
    source.follow([one, other].map((folder) => ({ provider: 'claude', accountId, folder, sinceMs: 0 })));
    await source.ready();
    expect(heldIn(observations)).toEqual([true]);
  });

  it('are read from the other place of the default folder until the usual one exists', async () => {
    const { source, observations, put, account, file } = world((folder) => `${folder}.json`);
    const inside = path.join(path.dirname(file), '.claude', '.claude.json');
    fs.writeFileSync(inside, JSON.stringify(withMembers({ cachedUsageUtilization: usage(12) })));
    source.follow([account('org-1')]);
    await source.ready();
    expect(percents(observations)).toEqual([12]);
    put(withMembers({ cachedUsageUtilization: usage(30, nowMs - 500) }));
    await expect.poll(() => percents(observations)).toEqual([12, 30]);
  });
});

test.each([
  [undefined, false],
  ['', false],
  ['0', false],
  ['false', false],
  [' FALSE ', false],
  ['1', true],
  ['true', true],
  ['yes', true],
])('Claude Code told %j means %j', (value, expected) => {
  expect(wantsEssentialTrafficOnly({ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: value })).toBe(expected);
});

test.each([100, 400])('the files of %i folders are reported in parts, each in one turn', async (count) => {
  const home = fs.realpathSync(temporaryFolder());
  const folders = Array.from({ length: count }, (_, number) => path.join(home, `claude-${number}`));
  for (const folder of folders) {
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, '.claude.json'), JSON.stringify(stateOf('org-1', 500)));
  }
  let isTurnCounted = false;
  let turns = 0;
  const told = new Set<string>();
  const source = createClaudeCliCache({
    surroundings: {
      environment: { CLAUDE_CONFIG_DIR: folders.join(path.delimiter) },
      homeFolder: home,
      platform: process.platform,
    },
    nowMs: () => nowMs,
    observe: (accountId, observation) => {
      if (observation.grant !== undefined) told.add(accountId);
      if (isTurnCounted) return;
      isTurnCounted = true;
      turns += 1;
      queueMicrotask(() => (isTurnCounted = false));
    },
  });
  onTestFinished(source.stop);
  const accountId = claudeIdentityOf(stateOf('org-1', 1), home).id;
  source.follow(folders.map((folder) => ({ provider: 'claude', accountId, folder, sinceMs: 0 })));
  await source.ready();
  expect([...told]).toEqual([accountId]);
  expect(turns).toBe(Math.ceil(count / 16));
});

test('folders that are left and followed again while they are read are watched once', async () => {
  const { source, seen, put, account } = world();
  put(stateOf('org-1', 500));
  source.follow([account('org-1')]);
  source.stop();
  source.follow([account('org-1')]);
  await source.ready();
  put(stateOf('org-1', 700));
  await expect.poll(() => seen.map(({ amount }) => amount)).toEqual([500, 700]);
});
