import { realpathSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Observation } from '../../../core/usage/observation.ts';
import { type OpenLog, openLog, sessionDays } from '../../../main/node/codex/session-files.ts';
import { createSessionLogSource, type SessionLogSource } from '../../../main/node/codex/session-log.ts';
import { parseCodexIdentity } from '../../../main/node/credentials/codex-sign-in.ts';
import { writeCodexSignIn } from '../sign-in.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { eventually } from '../eventually.ts';

interface Heard {
  readonly accountId: string;
  readonly observation: Observation;
}

export interface FollowedLogs {
  readonly home: string;
  readonly accountId: string;
  readonly source: SessionLogSource;
  readonly heard: readonly Heard[];
  /** The percentages of the session window so far. */
  readonly percents: () => readonly (number | undefined)[];
  readonly awaitPercent: (percent: number) => Promise<void>;
  readonly today: () => string;
  readonly yesterday: () => string;
  readonly setNow: (ms: number) => void;
  readonly nowMs: () => number;
  readonly follow: () => void;
}

interface FollowedLogsOptions {
  readonly open?: OpenLog;
  readonly dayCheckMs?: number;
  /** Since when the account is signed in; now unless said. */
  readonly sinceMs?: number;
}

/** A signed-in `CODEX_HOME` with the folders of two days, and a source that may follow it. */
export async function followedLogs({
  sinceMs = Date.now(),
  ...options
}: FollowedLogsOptions = {}): Promise<FollowedLogs> {
  const home = realpathSync(temporaryFolder());
  let offsetMs = 0;
  const nowMs = (): number => Date.now() + offsetMs;
  await signIn(home, 'one');
  const accountId = await identityIn(home);
  const heard: Heard[] = [];
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const source = createSessionLogSource({
    observe: (id, observation) => void heard.push({ accountId: id, observation }),
    nowMs,
    log: quiet,
    ...options,
  });
  onTestFinished(source.stop);
  const percents = (): readonly (number | undefined)[] =>
    heard.map(({ observation }) => {
      const spoken = observation.windows?.items.find(({ id }) => id === 'session')?.usedPercent;
      return spoken?.is === 'value' ? spoken.value : undefined;
    });
  const day = (index: number): string => sessionDays(home, nowMs())[index] ?? '';
  await mkdir(day(0), { recursive: true });
  await mkdir(day(1), { recursive: true });
  return {
    home,
    accountId,
    source,
    heard,
    percents,
    awaitPercent: (percent) => eventually(() => expect(percents().at(-1)).toBe(percent)),
    today: () => day(0),
    yesterday: () => day(1),
    setNow: (ms) => void (offsetMs = ms - Date.now()),
    nowMs,
    follow: () => source.follow([{ provider: 'codex', accountId, folder: home, sinceMs }]),
  };
}

export function signIn(home: string, accountId: string): Promise<unknown> {
  return writeCodexSignIn(home, {
    email: `${accountId}@mail.test`,
    plan: 'pro',
    accountId,
    baseUrl: 'http://127.0.0.1:1/backend-api',
  });
}

/** The id that the app gives to the account that is signed in there. */
export async function identityIn(home: string): Promise<string> {
  return parseCodexIdentity(await readFile(path.join(home, 'auth.json'), 'utf8'), home).id;
}

/** A line as the tool writes it after an answer of the model. */
export function event(percent: number, atMs: number): string {
  const resetsAt = Math.round(atMs / 1000) + 3000;
  const rateLimits = {
    limit_id: 'codex',
    primary: { used_percent: percent, window_minutes: 300, resets_at: resetsAt },
    secondary: null,
    credits: null,
    plan_type: null,
  };
  const payload = { type: 'token_count', info: null, rate_limits: rateLimits };
  return `${JSON.stringify({ timestamp: new Date(atMs).toISOString(), type: 'event_msg', payload })}\n`;
}

/** A line of a conversation. */
export const talk = `${JSON.stringify({ timestamp: new Date(0).toISOString(), type: 'response_item', payload: { text: 'hello' } })}\n`;

/** Counts what is read of each file. */
export function countingOpen(): { readonly open: OpenLog; readonly bytesOf: (file: string) => number } {
  const bytes = new Map<string, number>();
  const open: OpenLog = (file, use) =>
    openLog(file, (log) =>
      use({
        ...log,
        readAt: async (position, length) => {
          const read = await log.readAt(position, length);
          bytes.set(file, (bytes.get(file) ?? 0) + read.length);
          return read;
        },
      }),
    );
  return { open, bytesOf: (file) => bytes.get(file) ?? 0 };
}
