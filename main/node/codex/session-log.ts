import path from 'node:path';

import type { Log, ObservationSource, SignedInFolder } from '../../../core/ports.ts';
import { createNewestEvents } from '../../../core/providers/codex/session-log.ts';
import { providers } from '../../../core/providers/registry.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { parseCodexIdentity, parseCodexSignIn } from '../credentials/codex-sign-in.ts';
import { readForeignJson, tokenFilePolicy } from '../credentials/credential-file.ts';
import { followLogs, type LogTail } from './log-tail.ts';
import { openLog, type OpenLog } from './session-files.ts';
import { minuteMs } from '../../../core/units/time.ts';

interface SessionLogOptions {
  readonly observe: (accountId: string, observation: Observation) => void;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly open?: OpenLog;
  /** How often to check whether a new day has begun. */
  readonly dayCheckMs?: number;
}

export interface SessionLogSource extends ObservationSource {
  /** Resolves when the newest events from before the start were reported. */
  readonly ready: () => Promise<void>;
}

interface Followed {
  readonly tail: LogTail;
  accountId: string;
  /** The time since which only that account is signed in there. */
  sinceMs: number;
  /** The newest events that are not reported yet, because another account was signed in to the folder. */
  held: readonly Observation[];
  settled: Promise<void>;
}

/**
 * Creates the source of the rate limits that the Codex tool writes to its session logs. A log names no account. So an
 * event counts for the account that is signed in when it is read, and only if that account was already signed in when the
 * event was written. Nothing else of a log is read, stored or logged.
 */
export function createSessionLogSource(options: SessionLogOptions): SessionLogSource {
  const { observe, nowMs, log, open = openLog, dayCheckMs = minuteMs } = options;
  const followed = new Map<string, Followed>();

  async function report(folder: string, entry: Followed): Promise<void> {
    if (entry.held.length === 0) return;
    const signedInId = await signedInAccountId(folder);
    const { held, accountId, sinceMs } = entry;
    if (signedInId !== accountId || followed.get(folder) !== entry) return;
    entry.held = [];
    for (const event of held) if (event.asOfMs >= sinceMs) observe(accountId, event);
  }

  function queueReport(folder: string, entry: Followed): void {
    entry.settled = entry.settled
      .then(() => report(folder, entry))
      .catch((cause: unknown) => log.error('A session log was not followed', cause));
  }

  function begin({ folder, accountId, sinceMs }: SignedInFolder): Followed {
    const saw = (observations: readonly Observation[]): void => {
      const events = createNewestEvents();
      for (const event of [...observations, ...entry.held]) events.add(event);
      entry.held = events.list();
      queueReport(folder, entry);
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
    const ours = folders.filter(({ provider }) => providers[provider].tool?.localSource === 'session-log');
    const wanted = new Map(ours.map((each) => [each.folder, each]));
    for (const [folder, entry] of followed) if (!wanted.has(folder)) end(folder, entry);
    for (const [folder, signedIn] of wanted) {
      const entry = followed.get(folder) ?? begin(signedIn);
      followed.set(folder, entry);
      entry.accountId = signedIn.accountId;
      entry.sinceMs = signedIn.sinceMs;
      queueReport(folder, entry);
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

/** Returns the id of the account that is signed in under a `CODEX_HOME`. Null if none is. Never rejects. */
async function signedInAccountId(folder: string): Promise<string | null> {
  const reading = await readForeignJson(path.join(folder, 'auth.json'), tokenFilePolicy, process.platform);
  if (reading.kind !== 'text' || parseCodexSignIn(reading.text).kind !== 'signed-in') return null;
  return parseCodexIdentity(reading.text, folder).id;
}
