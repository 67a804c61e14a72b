import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Finding } from '../../core/ports.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { accountNames } from '../../core/settings/accounts.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { terminalView } from '../../core/views/terminal.ts';
import { parseCodexHeaders } from '../../core/providers/codex/headers.ts';
import { createEngine } from '../../main/engine/engine.ts';
import { createDiscovery } from '../../main/node/credentials/discovery.ts';
import { createAccountCache, type FlushingAccountCache } from '../../main/node/storage/account-cache.ts';
import { countFileCalls } from '../support/counted-files.ts';
import { manyAccounts } from '../support/many-accounts.ts';
import { writeClaudeSignIn } from '../support/sign-in.ts';
import { englishReader } from './english-reader.ts';
import type { Figure } from './figures.ts';

const [few, many] = [100, 1000];
const rounds = 7;
const nowMs = Date.UTC(2026, 10, 22);

/** The work of one account. */
interface Work {
  readonly cpuMs: number;
  /** Calls of file functions; null: they do not count here. */
  readonly calls: number | null;
}

/**
 * What an account costs where there are 1,000, against one of 100: at the start, for a command, and for the folders of
 * sign-ins. The same for both means that nothing grows with the square of the accounts.
 */
export async function measureAccounts(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-accounts-'));
  try {
    return [
      ...(await compared('cache read at the start', (count) => loadOf(path.join(folder, `cache-${count}`), count))),
      ...(await compared('names', async (count) => namesOf(count))),
      ...(await compared('status as text', async (count) => statusOf(count, 'text'))),
      ...(await compared('status as JSON', async (count) => statusOf(count, 'json'))),
      ...(await compared('folders looked into', (count) => lookOf(path.join(folder, `folders-${count}`), count))),
      ...(await compared('start with new figures', (count) => startOf(path.join(folder, `start-${count}`), count))),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Returns the figures of an account of many, with an account of few as their baseline. */
async function compared(name: string, workOf: (count: number) => Promise<Work>): Promise<readonly Figure[]> {
  const ofFew = await workOf(few);
  const ofMany = await workOf(many);
  const title = `${name}, an account of ${many} against one of ${few}`;
  const cpu: Figure = {
    ...{ name: `${title}, CPU`, unit: 'ms', baseline: ofFew.cpuMs, ours: ofMany.cpuMs },
    budget: { kind: 'ratio', most: 1.5 },
    noise: 2,
  };
  if (ofFew.calls === null || ofMany.calls === null) return [cpu];
  const calls: Figure = {
    ...{ name: `${title}, calls of file functions`, unit: '', baseline: ofFew.calls, ours: ofMany.calls },
    budget: { kind: 'ratio', most: 1.1 },
    isExact: true,
  };
  return [cpu, calls];
}

/** Does the work several times, and returns what an account costs in the cheapest round. */
async function leastOf(count: number, countsCalls: boolean, work: () => void | Promise<void>): Promise<Work> {
  const times: number[] = [];
  let calls: number | null = null;
  for (let round = 0; round < rounds; round += 1) {
    const counter = countsCalls ? countFileCalls() : null;
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000 / count);
    calls = counter === null ? null : counter.calls() / count;
    counter?.stop();
  }
  return { cpuMs: Math.min(...times), calls };
}

function cacheIn(folder: string): FlushingAccountCache {
  return createAccountCache({
    folder,
    nowMs: () => nowMs,
    report: ({ kind }) => {
      throw new Error(`the cache has a problem: ${kind}`);
    },
  });
}

async function loadOf(folder: string, count: number): Promise<Work> {
  const cache = cacheIn(folder);
  manyAccounts(count, nowMs).forEach(cache.save);
  cache.flush();
  return await leastOf(count, true, () => {
    if (cacheIn(folder).load().length !== count) throw new Error('the cache lost an account');
  });
}

/** The start of the engine, new figures from a file of each account's tool, and everything on the disk. */
async function startOf(folder: string, count: number): Promise<Work> {
  const states = manyAccounts(count, nowMs);
  const cache = cacheIn(folder);
  states.forEach(cache.save);
  cache.flush();
  let round = 0;
  return await leastOf(count, true, async () => {
    const own = cacheIn(folder);
    round += 1;
    const atMs = nowMs + round * 1_000;
    const engine = createEngine({
      clock: { nowMs: () => atMs, random: () => 0.5 },
      alarm: { set: () => undefined, clear: () => undefined },
      http: { send: async () => ({ kind: 'failure', failure: { kind: 'timeout' }, fingerprint: null }) },
      discovery: { look: async () => states.map(foundIn), watch: () => () => undefined },
      cache: own,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      settings: () => defaultSettings,
    });
    await engine.start();
    for (const [number, { account }] of states.entries()) {
      const observation = parseCodexHeaders({ 'x-codex-primary-used-percent': String((number + round) % 90) }, atMs);
      if (observation === null || !engine.observe(account.id, observation)) throw new Error('a figure was not taken');
    }
    while (!own.isIdle()) await delay(5);
    engine.stop();
  });
}

function foundIn({ account }: AccountState): Finding {
  const outcome = { kind: 'account', account, folder: `/home/${account.label}`, fingerprint: 'one', expiresAtMs: null };
  return { provider: account.provider, place: account.label, outcome } as Finding;
}

async function namesOf(count: number): Promise<Work> {
  const accounts = manyAccounts(count, nowMs).map(({ account }) => account);
  return await leastOf(count, false, () => {
    if (accountNames(accounts, defaultSettings).size !== count) throw new Error('an account has no name');
  });
}

/** As a command does it: everything is made for the first time. */
async function statusOf(count: number, form: 'text' | 'json'): Promise<Work> {
  const locale = englishReader();
  return await leastOf(count, false, () => {
    const snapshot = buildSnapshot(structuredClone(manyAccounts(count, nowMs)), defaultSettings, locale, nowMs);
    const text = form === 'json' ? JSON.stringify(snapshot) : terminalView(snapshot, defaultSettings, locale, nowMs);
    if (!text.includes(`account ${String(count - 1).padStart(4, '0')}`))
      throw new Error('the status left an account out');
  });
}

async function lookOf(folder: string, count: number): Promise<Work> {
  const folders = Array.from({ length: count }, (_, number) => path.join(folder, `claude-${number}`));
  for (const [number, each] of folders.entries()) {
    await writeClaudeSignIn(each, {
      email: `claude-${number}@example.org`,
      accountUuid: `claude-${number}`,
      subscription: 'max',
      expiresInSeconds: 86_400,
    });
  }
  const environment = { CLAUDE_CONFIG_DIR: folders.join(path.delimiter) };
  const discovery = createDiscovery({ environment, homeFolder: folder, platform: process.platform, keychain: null });
  return await leastOf(count, true, async () => {
    const found = (await discovery.look()).filter(({ outcome }) => outcome.kind === 'account');
    if (found.length !== count) throw new Error(`${count - found.length} folders gave no account`);
  });
}
