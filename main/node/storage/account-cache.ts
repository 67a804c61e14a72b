import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { AccountState } from '../../../core/accounts/account-state.ts';
import { accountStateSchema } from '../../../core/accounts/account-state-schema.ts';
import { joinStates } from '../../../core/accounts/join-states.ts';
import { settledState } from '../../../core/accounts/settled-state.ts';
import { isWorthWriting, type WrittenState } from '../../../core/accounts/worth-writing.ts';
import type { AccountCache } from '../../../core/ports.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { errorCode, fileCause } from './file-cause.ts';
import { readJsonFile, type UnreadableReason, type WriteFiles, writeJsonFile } from './json-file.ts';
import { withBriefLock } from './process-lock.ts';
import { reportOnce } from './report-once.ts';
import { setAside } from './set-aside.ts';

export interface AccountCacheOptions {
  readonly folder: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
  readonly files?: WriteFiles;
}

export interface FlushingAccountCache extends AccountCache {
  /** Writes what `save` held back. Called at quit. */
  readonly flush: () => void;
}

const maximumFileBytes = 1024 * 1024;
const fileSchema = v.object({ version: v.literal(1), state: accountStateSchema });

/**
 * One small file per account, `{version: 1, state}`, named after a hash of its id (S4-8, X-13).
 * A file that cannot be understood is set aside and reported, and the others load; a failing write
 * is reported once per cause and tried again with the next state. A file that another process has written
 * since is read again under its lock, and what that one said survives (S0-10). Nothing here throws.
 */
export function createAccountCache({ folder, nowMs, report, files = fs }: AccountCacheOptions): FlushingAccountCache {
  const reportProblem = reportOnce(report);
  const written = new Map<string, WrittenState>();
  const pending = new Map<string, AccountState>();
  const leftAlone = new Set<string>();
  /** By file: what this process wrote into it or read from it last, as text. */
  const lastSeen = new Map<string, string>();

  function load(): readonly AccountState[] {
    const states = cacheFiles(folder).flatMap((file) => loadFile(file) ?? []);
    for (const state of states) {
      written.set(state.account.id, { state, atMs: null });
    }
    return states;
  }

  function loadFile(file: string): AccountState | null {
    const outcome = readJsonFile(file, maximumFileBytes);
    if (outcome.kind === 'missing') {
      return null;
    }
    if (outcome.kind === 'unreadable') {
      putAway(file, outcome.reason);
      return null;
    }
    const result = v.safeParse(fileSchema, outcome.value);
    if (!result.success || fileOf(result.output.state.account.id) !== file) {
      putAway(file, 'corrupt');
      return null;
    }
    lastSeen.set(file, JSON.stringify(outcome.value));
    return result.output.state;
  }

  function putAway(file: string, reason: UnreadableReason): void {
    const moved = reason === 'corrupt' ? setAside(file, nowMs()) : null;
    if (moved?.kind === 'moved') {
      reportProblem({ kind: 'set-aside', what: 'account', movedTo: moved.movedTo });
    } else {
      leftAlone.add(file);
      reportProblem({ kind: 'not-read', what: 'account', cause: reason });
    }
  }

  function save(state: AccountState): void {
    const settled = settledState(state);
    if (isWorthWriting(settled, written.get(state.account.id) ?? null, nowMs())) {
      write(settled);
    } else {
      pending.set(state.account.id, settled);
    }
  }

  function write(state: AccountState): void {
    const { id } = state.account;
    const file = fileOf(id);
    if (leftAlone.has(file)) {
      return;
    }
    const outcome = withBriefLock(`${file}.lock`, () => {
      const joined = withTheirs(file, state);
      const content = { version: 1, state: joined };
      const attempt = writeJsonFile(file, content, files);
      if (attempt.ok && joined === state) {
        lastSeen.set(file, JSON.stringify(content));
      } else if (attempt.ok) {
        // It holds what this process does not know, so the next write looks again.
        lastSeen.delete(file);
      }
      return attempt;
    });
    if (outcome.ok) {
      pending.delete(id);
      written.set(id, { state, atMs: nowMs() });
    } else {
      pending.set(id, state);
      reportProblem({ kind: 'not-saved', what: 'account', cause: outcome.cause });
    }
  }

  /** The state with what another process has written since this one last looked. */
  function withTheirs(file: string, state: AccountState): AccountState {
    const found = readJsonFile(file, maximumFileBytes);
    if (found.kind !== 'value' || JSON.stringify(found.value) === lastSeen.get(file)) {
      return state;
    }
    const result = v.safeParse(fileSchema, found.value);
    return result.success && result.output.state.account.id === state.account.id
      ? joinStates(state, written.get(state.account.id)?.state ?? null, result.output.state)
      : state;
  }

  function remove(accountId: string): void {
    lastSeen.delete(fileOf(accountId));
    written.delete(accountId);
    pending.delete(accountId);
    try {
      fs.unlinkSync(fileOf(accountId));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        reportProblem({ kind: 'not-saved', what: 'account', cause: fileCause(error) });
      }
    }
  }

  function flush(): void {
    for (const state of [...pending.values()]) {
      write(state);
    }
  }

  function fileOf(accountId: string): string {
    return path.join(folder, `${createHash('sha256').update(accountId).digest('hex').slice(0, 32)}.json`);
  }

  return Object.freeze({ load, save, remove, flush });
}

/** A folder that is missing or cannot be listed holds nothing; the first write tells why. */
function cacheFiles(folder: string): readonly string[] {
  try {
    return fs
      .readdirSync(folder)
      .filter((name) => /^[0-9a-f]{32}\.json$/.test(name))
      .sort()
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}
