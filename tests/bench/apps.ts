import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { projectRoot } from '../../scripts/process/project.ts';
import { poll } from '../support/desktop/poll.ts';
import { startFakeUpstream } from '../support/fake-upstream.ts';
import { fixtureBody } from '../support/readings.ts';
import { writeClaudeSignIn, writeCodexSignIn } from '../support/sign-in.ts';
import { codexUsage } from '../support/upstream/codex-usage.ts';
import { type AppUnderTest, launchPlainly } from './launched-app.ts';

export interface AppsUnderTest {
  /** An Electron app with a tray icon and nothing else. */
  readonly baseline: AppUnderTest;
  /** Quota Tray with twenty signed-in accounts, all of them read and in its cache. */
  readonly ours: AppUnderTest;
  /** How many requests ours has sent so far. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

const accountsPerProvider = 10;
const hourMs = 3_600_000;
const firstReadingTimeoutMs = 120_000;

/**
 * What Codex answers while nobody works with it. Every second account was not used for so long that its 5-hour limit is not
 * started; its reset then moves with each request.
 */
function idleCodexUsage(number: number, startedMs: number): object {
  const secondsUntil = (atMs: number): number => Math.round((atMs - Date.now()) / 1000);
  const isUnused = number % 2 === 1;
  const session = isUnused
    ? { usedPercent: 0, resetsInSeconds: 18_000 }
    : { usedPercent: 37, resetsInSeconds: secondsUntil(startedMs + 4 * hourMs) };
  const weekly = { usedPercent: 61, resetsInSeconds: secondsUntil(startedMs + 72 * hourMs) };
  return codexUsage({ session, weekly, credits: { hasCredits: true, balance: '318.2' }, resetCredits: 2 });
}

function bodyOf(name: string): object {
  const body = fixtureBody(name);
  if (typeof body !== 'object' || body === null) throw new Error(`${name} holds no object`);
  return body;
}

/** Quota Tray with twenty signed-in accounts that a server of this computer answers for. */
interface SignedInApp {
  readonly app: AppUnderTest;
  /** How many accounts were asked for so far. */
  readonly asked: () => number;
  /** How many requests came so far. */
  readonly requests: () => number;
  /** A folder for what belongs to the run; it goes with `close`. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/**
 * Signs twenty accounts in and starts the server that answers for them. Starts no app.
 *
 * @param latencyMs How long each answer for usage takes.
 */
export async function prepareSignedInApp(latencyMs = 0): Promise<SignedInApp> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-bench-'));
  const upstream = await startFakeUpstream();
  const numbers = Array.from({ length: accountsPerProvider }, (_, index) => index);
  const codexFolders = numbers.map((number) => path.join(folder, `codex-${number}`));
  const claudeFolders = numbers.map((number) => path.join(folder, `claude-${number}`));
  const home = path.join(folder, 'home');
  const close = async (): Promise<void> => {
    await upstream.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const startedMs = Date.now();
  for (const [number, each] of codexFolders.entries()) {
    const name = `codex-${number}`;
    upstream.reply(name, () => ({ status: 200, body: idleCodexUsage(number, startedMs), latencyMs }));
    const baseUrl = upstream.codex(name);
    await writeCodexSignIn(each, {
      email: `${name}@example.org`,
      plan: 'pro',
      accountId: name,
      baseUrl,
      expiresInSeconds: 86_400,
    });
  }
  upstream.reply('claude', { status: 200, body: bodyOf('claude/full'), latencyMs });
  for (const [number, each] of claudeFolders.entries()) {
    const name = `claude-${number}`;
    await writeClaudeSignIn(each, {
      email: `${name}@example.org`,
      accountUuid: name,
      subscription: 'max',
      expiresInSeconds: 86_400,
    });
  }
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(
    path.join(home, 'settings.json'),
    JSON.stringify({ version: 1, codexFolders: codexFolders.slice(1) }),
  );
  const environment = {
    CODEX_HOME: codexFolders[0] ?? '',
    CLAUDE_CONFIG_DIR: claudeFolders.join(path.delimiter),
    QUOTA_TRAY_CLAUDE_BASE_URL: upstream.claude('claude'),
  };
  return {
    app: { folder: projectRoot, home, environment },
    asked: () => new Set(upstream.requests().map(({ headers }) => headers.authorization)).size,
    requests: () => upstream.requests().length,
    ...{ folder, close },
  };
}

/** Sets up both apps; ours runs once until it has read every account, so that its cache is full. */
export async function prepareApps(): Promise<AppsUnderTest> {
  const { app: ours, asked, requests, folder, close } = await prepareSignedInApp();
  const baseline = {
    folder: path.join(projectRoot, 'tests', 'support', 'apps', 'bare-tray'),
    home: path.join(folder, 'bare-home'),
    environment: {},
  };
  try {
    await readAll(ours, asked);
    return { baseline, ours, requests, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs the app until every account has been asked for; what it then knows is in its cache. */
async function readAll(app: AppUnderTest, asked: () => number): Promise<void> {
  const launched = await launchPlainly(app);
  try {
    const wanted = 2 * accountsPerProvider;
    await poll('a reading of every account', firstReadingTimeoutMs, () => (asked() >= wanted ? true : undefined));
    await pause(1_000);
  } finally {
    await launched.stop();
  }
}
