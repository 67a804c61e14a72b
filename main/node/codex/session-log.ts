import path from 'node:path';

import type { Log, ObservationSource, SignedInFolder } from '../../../core/ports.ts';
import { createNewestEvents } from '../../../core/providers/codex/session-log.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { parseCodexIdentity, parseCodexSignIn } from '../credentials/codex-sign-in.ts';
import { readForeignJson, tokenFilePolicy } from '../credentials/credential-file.ts';
import { followLogs, type LogTail } from './log-tail.ts';
import { openLog, type OpenLog } from './session-files.ts';

interface SessionLogOptions {
  readonly observe: (accountId: string, observation: Observation) => void;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly open?: OpenLog;
  /** How often is looked whether a new day has begun. */
  readonly dayCheckMs?: number;
}

export interface SessionLogSource extends ObservationSource {
  /** Resolves when the newest events from before the start were handed on. */
  readonly ready: () => Promise<void>;
}

interface Followed {
  readonly tail: LogTail;
  accountId: string;
  /** Since when that account, and no other, is signed in there. */
  sinceMs: number;
  /** The newest events that were not handed on, because the folder was another account's by then. */
  held: readonly Observation[];
  settled: Promise<void>;
}

/**
 * The rate limits that the Codex tool writes into its session logs. A log names no account, so an event counts
 * only for the account that is signed in when it is read, and only if it is younger than that account's time
 * there. Nothing else of a log is read, kept or logged.
 */
export function createSessionLogSource(options: SessionLogOptions): SessionLogSource {
  const { observe, nowMs, log, open = openLog, dayCheckMs = 60_000 } = options;
  const followed = new Map<string, Followed>();

  async function handOn(folder: string, entry: Followed): Promise<void> {
    if (entry.held.length === 0) return;
    const signedInId = await signedInUnder(folder);
    const { held, accountId, sinceMs } = entry;
    if (signedInId !== accountId || followed.get(folder) !== entry) return;
    entry.held = [];
    for (const event of held) if (event.asOfMs >= sinceMs) observe(accountId, event);
  }

  function settle(folder: string, entry: Followed): void {
    entry.settled = entry.settled
      .then(() => handOn(folder, entry))
      .catch((cause: unknown) => log.error('A session log was not followed', cause));
  }

  function begin({ folder, accountId, sinceMs }: SignedInFolder): Followed {
    const saw = (observations: readonly Observation[]): void => {
      const events = createNewestEvents();
      for (const event of [...observations, ...entry.held]) events.add(event);
      entry.held = events.list();
      settle(folder, entry);
    };
    const tail = followLogs({ codexHome: folder, saw, nowMs, open, dayCheckMs });
    const entry: Followed = { tail, accountId, sinceMs, held: [], settled: Promise.resolve() };
    return entry;
  }

  function end(folder: string, entry: Followed): void {
    entry.tail.stop();
    followed.delete(folder);
  }

  const follow = (folders: readonly SignedInFolder[]): void => {
    const ours = folders.filter(({ provider }) => provider === 'codex');
    const wanted = new Map(ours.map((each) => [each.folder, each]));
    for (const [folder, entry] of followed) if (!wanted.has(folder)) end(folder, entry);
    for (const [folder, signedIn] of wanted) {
      const entry = followed.get(folder) ?? begin(signedIn);
      followed.set(folder, entry);
      entry.accountId = signedIn.accountId;
      entry.sinceMs = signedIn.sinceMs;
      settle(folder, entry);
    }
  };

  return Object.freeze({
    follow,
    stop: () => {
      for (const [folder, entry] of followed) end(folder, entry);
    },
    ready: async () => {
      await Promise.all([...followed.values()].map(({ tail }) => tail.ready));
      await Promise.all([...followed.values()].map(({ settled }) => settled));
    },
  });
}

/** The id of the account that is signed in under a `CODEX_HOME` now; null where nobody is. Never throws. */
async function signedInUnder(folder: string): Promise<string | null> {
  const reading = await readForeignJson(path.join(folder, 'auth.json'), tokenFilePolicy, process.platform);
  if (reading.kind !== 'text' || parseCodexSignIn(reading.text).kind !== 'signed-in') return null;
  return parseCodexIdentity(reading.text, folder).id;
}
