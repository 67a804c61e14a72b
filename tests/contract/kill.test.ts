import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { currentValue } from '../../core/usage/fact.ts';
import type { StorageProblem } from '../../core/settings/storage-problem.ts';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { usageBody } from '../support/engine-world.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type KilledEngineSetup, virtualClock } from '../support/clock.ts';

const lanes = 4;
/** Each kill costs the start of a process. `npm run crash` kills more often. */
const killsPerLane = 25;
const hangMs = 900_000;
const accountsPerLane = 3;
const speed = 600;
const minuteMs = 60_000;
/** After a fault the engine waits a minute; the rest is the way of the request, on the fast clock. */
const leastGapMs = 50_000;
const seed = Number(process.env['QUOTA_TRAY_TEST_SEED'] ?? Date.now() % 100_000);
const program = fileURLToPath(new URL('../support/killed-engine.ts', import.meta.url));

/** The virtual times of one request and of its answer; null: it was not answered yet. */
interface Request {
  readonly atMs: number;
  answeredAtMs: number | null;
}

/** What the service knows about one account. */
interface Account {
  readonly requests: Request[];
  /** How many figures were sent. Each is its own number, so that every answer says something new. */
  figures: number;
}

const accounts = new Map<string, Account>();
const epochMs = Date.now();
const clock = virtualClock({ epochMs, speed });
const random = seededRandom(seed);
let server: http.Server;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const name = (request.url ?? '').split('/')[1] ?? '';
    const account = accounts.get(name) ?? { requests: [], figures: 0 };
    accounts.set(name, account);
    const asked: Request = { atMs: clock.nowMs(), answeredAtMs: null };
    account.requests.push(asked);
    const luck = random();
    response.on('error', () => undefined);
    setTimeout(() => {
      asked.answeredAtMs = clock.nowMs();
      answer(response, account, luck);
    }, random() * 10);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function answer(response: http.ServerResponse, account: Account, luck: number): void {
  if (luck < 0.08) {
    response.writeHead(429, { 'retry-after': String(15 * 60) }).end('{}');
  } else if (luck < 0.16) {
    response.writeHead(503).end('{}');
  } else {
    account.figures += 1;
    const body = JSON.stringify(usageBody(account.figures / 100, clock.nowMs() + 240 * minuteMs));
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  }
}

/** One home that is used by one process after the other, each killed at a moment of its own. */
async function liveAndDie(lane: number, folder: string): Promise<readonly string[]> {
  const { port } = server.address() as AddressInfo;
  const names = Array.from({ length: accountsPerLane }, (_, index) => `lane${lane}-${index}`);
  const setup: KilledEngineSetup = {
    folder,
    accounts: names.map((name) => ({ name, baseUrl: `http://127.0.0.1:${port}/${name}` })),
    epochMs,
    speed,
  };
  const wrongs: string[] = [];
  let known: ReadonlyMap<string, Kept> = new Map();
  for (let kill = 0; kill < killsPerLane; kill += 1) {
    const asked = new Map(names.map((name) => [name, accounts.get(name)?.requests.length ?? 0]));
    const child = spawn(process.execPath, [program, JSON.stringify(setup)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    const [mayDieAtOnce, liveMs] = [random() < 0.25, random() * 600];
    if (!mayDieAtOnce) await anyRequest(names, asked);
    await pause(liveMs);
    await killed(child);
    for (const name of names) {
      const times = (accounts.get(name)?.requests ?? []).slice(asked.get(name));
      const say = (what: string): void => void wrongs.push(`${name}, kill ${kill}: ${what}`);
      // A wait begins with the answer. On a busy computer the arrival of the request before it may be noticed late.
      times.forEach(({ atMs }, index) => {
        const before = times[index - 1];
        if (before === undefined) return;
        if (before.answeredAtMs === null) return say('asked again before the answer');
        const gapMs = atMs - before.answeredAtMs;
        if (gapMs < leastGapMs) say(`asked again after ${gapMs} ms`);
      });
      const first = times[0];
      const waitUntilMs = known.get(name)?.waitUntilMs ?? null;
      if (first !== undefined && waitUntilMs !== null && first.atMs < waitUntilMs) say('asked inside a kept backoff');
    }
    const kept = readKept(folder, (problem) => wrongs.push(`lane ${lane}, kill ${kill}: ${JSON.stringify(problem)}`));
    for (const name of names) {
      const lost = (accounts.get(name)?.figures ?? 0) - (kept.get(name)?.figures ?? 0);
      if (kept.has(name) && lost > 1 + (known.get(name)?.lost ?? 0)) wrongs.push(`${name}: ${lost} answers were lost`);
    }
    known = new Map(
      [...kept].map(([name, state]) => [name, { ...state, lost: (accounts.get(name)?.figures ?? 0) - state.figures }]),
    );
  }
  return wrongs;
}

/** A busy computer takes its time to the first request. In this life there may be none, because all wait. */
async function anyRequest(names: readonly string[], before: ReadonlyMap<string, number>): Promise<void> {
  const isThere = (): boolean =>
    names.some((name) => (accounts.get(name)?.requests.length ?? 0) > (before.get(name) ?? 0));
  for (let turn = 0; turn < 300 && !isThere(); turn += 1) await pause(10);
}

interface Kept {
  readonly figures: number;
  readonly waitUntilMs: number | null;
  /** Answers that had been sent but were not kept when the process died. */
  readonly lost: number;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function readKept(folder: string, report: (problem: StorageProblem) => void): ReadonlyMap<string, Kept> {
  const states = createAccountCache({ folder, nowMs: clock.nowMs, report }).load();
  return new Map(
    states.map(({ account, facts, endpoints }) => {
      const link = endpoints['usage']?.link;
      const waitUntilMs = link?.kind === 'limited' || link?.kind === 'retrying' ? link.untilMs : null;
      const used = facts.windows[0] === undefined ? null : currentValue(facts.windows[0].usedPercent);
      return [account.label, { figures: Math.round((used ?? 0) * 100), waitUntilMs, lost: 0 }];
    }),
  );
}

it(
  `killed ${lanes * killsPerLane} times, keeps every file readable and every backoff, and loses at most one answer each time (seed ${seed})`,
  { timeout: hangMs },
  async () => {
    const folder = temporaryFolder();
    const homes = Array.from({ length: lanes }, (_, lane) => liveAndDie(lane, path.join(folder, `lane${lane}`)));
    expect((await Promise.all(homes)).flat()).toEqual([]);
    const all = [...accounts.values()];
    expect(all).toHaveLength(lanes * accountsPerLane);
    expect(all.reduce((sum, { figures }) => sum + figures, 0)).toBeGreaterThan(lanes * accountsPerLane * 2);
  },
);
