import fs from 'node:fs';
import path from 'node:path';
import { type AccountState, withoutInFlight, type AccountCache } from '../../../core/accounts/account-state.ts';
import { reconcileStates } from '../../../core/accounts/reconcile.ts';
import { shouldPersist, type PersistedState } from '../../../core/accounts/should-persist.ts';
import type { FileCause, ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { yieldThread } from '../async.ts';
import { loadAccountFile, parseAccountJson, readAccountJson } from './account-file.ts';
import { accountFileIn, accountFilesIn } from './home.ts';
import { errorCode, fileCause } from './error-code.ts';
import { syncFolder } from './folders.ts';
import { type WriteFiles, writeJsonFile, writeJsonFiles, type WriteOutcome } from './json-file.ts';
import { lockOf, withLock, withLockNow } from './process-lock.ts';
import { dedupeReports } from './problems.ts';

export interface AccountCacheOptions {
  readonly folder: string;
  /** The lock that guards all files of the cache. Default: one in the folder. */
  readonly lock?: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
  readonly files?: WriteFiles;
  /** How long to wait for another process before a state is reported as not saved. */
  readonly waitMs?: number;
  /** Whether nothing may be written: a newer version of the app wrote the folder. Left out: never. */
  readonly isSealed?: () => boolean;
}

export interface FlushingAccountCache extends Required<AccountCache> {
  /**
   * From now on states are written together: those of a tenth of a second, or of the last write. For a process that runs
   * once and gets the answers of all accounts at the same time.
   */
  readonly gather: () => void;
  /** Writes every held state without blocking the thread. Resolves when that is done, or reported as not done. */
  readonly gathered: () => Promise<void>;
  /** True: no state waits for its turn, and none is on its way. */
  readonly isIdle: () => boolean;
  /** Writes the states that `save` has held back. Call it at quit: it may block the thread for some seconds. */
  readonly flush: () => void;
}

const waitAtQuitMs = 3_000;
/** A process that is killed loses at most the answers of this time, and has shown none of them. */
const gatherForMs = 100;
/** How many files are written before other work has its turn on the thread: some milliseconds of work. */
const partSize = 8;
/** How many states are compared with their files before other work has its turn. */
const mostLooks = 5 * partSize;

/**
 * Creates the cache of account states: one small file per account, `{version: 1, state}`, named after a hash
 * of the account's id. It quarantines and reports a damaged file, leaves a file of a later version alone, and
 * loads the others. It reports a failed write once per cause and tries again with the next state. All files
 * share one lock. Under the lock it reads a file again that another process has written, and keeps that
 * process's newer facts. When the lock is busy, it writes once the lock is free. Never throws.
 */
export function createAccountCache(options: AccountCacheOptions): FlushingAccountCache {
  const { folder, nowMs, report, files = fs, isSealed = () => false } = options;
  const wait = options.waitMs === undefined ? {} : { waitMs: options.waitMs };
  const { lock = lockOf(path.join(folder, 'accounts')) } = options;
  const reportProblem = dedupeReports(report);
  const fileOf = (accountId: string): string => accountFileIn(folder, accountId);
  /** By account id: states that met a busy lock and are written when it is free. */
  const waiting = new Map<string, AccountState>();
  const written = new Map<string, PersistedState>();
  const pending = new Map<string, AccountState>();
  const leftAlone = new Set<string>();
  /** By file: the text that this process last wrote to it or read from it. */
  const lastSeen = new Map<string, string>();
  let isGathering = false;
  let gatherTimer: ReturnType<typeof setTimeout> | null = null;
  let gathering: Promise<void> = Promise.resolve();
  /** The accounts that were removed while gathered states were written. */
  const removed = new Set<string>();
  /** The accounts of `pending` that are written a moment later. */
  const soon = new Set<string>();
  let soonTimer: ReturnType<typeof setTimeout> | null = null;
  /** How many runs of `writeSoon` are on their way. */
  let turns = 0;
  /** How often everything was flushed. A part that was on its way then is out of date. */
  let flushes = 0;
  /** True: this process holds the lock for a part that is on its way. */
  let isPartWritten = false;

  function load(): readonly AccountState[] {
    const states = accountFilesIn(folder).flatMap(loadFile);
    for (const state of states) written.set(state.account.id, { state, atMs: null });
    return states;
  }

  function loadFile(file: string): readonly AccountState[] {
    const loaded = loadAccountFile(file, nowMs(), reportProblem);
    if (loaded.kind === 'leave-alone') leftAlone.add(file);
    if (loaded.kind !== 'state') return [];
    lastSeen.set(file, loaded.text);
    return [loaded.state];
  }

  function save(state: AccountState): void {
    const settled = withoutInFlight(state);
    soon.delete(state.account.id);
    if (isToBeWritten(settled)) write(settled);
    else pending.set(state.account.id, settled);
  }

  function isToBeWritten(state: AccountState): boolean {
    return shouldPersist(state, written.get(state.account.id) ?? null, nowMs());
  }

  function saveSoon(states: readonly AccountState[]): void {
    if (isGathering) return states.forEach(save);
    for (const state of states) {
      pending.set(state.account.id, withoutInFlight(state));
      soon.add(state.account.id);
    }
    soonTimer ??= setTimeout(() => {
      soonTimer = null;
      turns += 1;
      gathering = gathering.then(writeSoon).finally(() => (turns -= 1));
    }, gatherForMs);
  }

  async function writeSoon(): Promise<void> {
    while (soon.size > 0) {
      const part = takePart();
      if (part.length > 0) await writeTogether(part);
      await yieldThread();
    }
  }

  function takePart(): readonly AccountState[] {
    const part: AccountState[] = [];
    let looks = 0;
    for (const id of soon) {
      const state = pending.get(id);
      soon.delete(id);
      if (state !== undefined && !leftAlone.has(fileOf(id)) && isToBeWritten(state)) part.push(state);
      looks += 1;
      if (part.length === partSize || looks === mostLooks) break;
    }
    return part;
  }

  function write(state: AccountState): void {
    const { id } = state.account;
    if (leftAlone.has(fileOf(id))) return;
    pending.set(id, state);
    if (isGathering) {
      gatherTimer ??= setTimeout(() => void gathered(), gatherForMs);
      return;
    }
    if (waiting.size > 0) {
      waiting.set(id, state);
      return;
    }
    const outcome = withLockNow(lock, () => writeUnderLock(state));
    if (outcome.kind === 'unavailable') reportNotSaved(outcome.cause);
    if (outcome.kind !== 'busy') return;
    waiting.set(id, state);
    void withLock(lock, writeWaiting, wait).then((late) => {
      if (late.kind === 'done') return;
      waiting.clear();
      reportNotSaved(late.kind === 'busy' ? 'busy' : late.cause);
    });
  }

  function writeWaiting(): void {
    const states = [...waiting.values()];
    waiting.clear();
    states.forEach(writeUnderLock);
  }

  function reportNotSaved(cause: FileCause | 'busy'): void {
    reportProblem({ kind: 'not-saved', what: 'account', cause });
  }

  function writeUnderLock(state: AccountState): void {
    if (isSealed()) return;
    const content = contentOf(state);
    recordWrite(content, writeJsonFile(content.file, content.value, files));
  }

  function contentOf(state: AccountState): CacheContent {
    const file = fileOf(state.account.id);
    return { state, file, value: { version: 1, state: joinedWithFile(file, state) } };
  }

  function recordWrite({ state, file, value }: CacheContent, attempt: WriteOutcome): void {
    const { id } = state.account;
    if (!attempt.ok) return reportNotSaved(attempt.cause);
    if (value.state === state) lastSeen.set(file, JSON.stringify(value));
    // The file holds facts of another process, so the next write reads it again.
    else lastSeen.delete(file);
    if (pending.get(id) === state) pending.delete(id);
    written.set(id, { state, atMs: nowMs() });
  }

  function gathered(): Promise<void> {
    if (gatherTimer !== null) clearTimeout(gatherTimer);
    gatherTimer = null;
    // One after the other, so that an older state never replaces a newer one.
    return (gathering = gathering.then(writeGathered));
  }

  async function writeGathered(): Promise<void> {
    const states = heldStates();
    if (states.length > 0) await writeTogether(states);
  }

  /** Writes the states without blocking the thread. What a flush writes meanwhile is newer and stays. */
  async function writeTogether(states: readonly AccountState[]): Promise<void> {
    if (isSealed()) return;
    const before = flushes;
    const work = async (): Promise<void> => {
      if (flushes !== before) return;
      isPartWritten = true;
      const contents = states.map(contentOf);
      const outcomes = await writeJsonFiles(folder, contents, () => flushes === before);
      isPartWritten = false;
      if (flushes !== before) return;
      for (const [index, content] of contents.entries()) {
        const outcome = outcomes[index];
        if (outcome !== undefined) recordWrite(content, outcome);
        if (removed.has(content.state.account.id)) remove(content.state.account.id);
      }
    };
    removed.clear();
    const outcome = await withLock(lock, work, wait);
    if (outcome.kind !== 'done') reportNotSaved(outcome.kind === 'busy' ? 'busy' : outcome.cause);
  }

  function heldStates(): readonly AccountState[] {
    const isUnchanged = (state: AccountState): boolean =>
      written.get(state.account.id)?.atMs === null && !isToBeWritten(state);
    return [...pending.values()].filter((state) => !leftAlone.has(fileOf(state.account.id)) && !isUnchanged(state));
  }

  /** Returns the state joined with what another process has written since this process last read the file. */
  function joinedWithFile(file: string, state: AccountState): AccountState {
    const found = readAccountJson(file);
    if (found.kind !== 'value' || JSON.stringify(found.value) === lastSeen.get(file)) return state;
    const other = parseAccountJson(found.value);
    return other?.account.id === state.account.id
      ? reconcileStates(state, written.get(state.account.id)?.state ?? null, other, nowMs())
      : state;
  }

  function remove(accountId: string): void {
    removed.add(accountId);
    lastSeen.delete(fileOf(accountId));
    written.delete(accountId);
    pending.delete(accountId);
    waiting.delete(accountId);
    soon.delete(accountId);
    if (isSealed()) return;
    try {
      fs.unlinkSync(fileOf(accountId));
      syncFolder(folder);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        reportProblem({ kind: 'not-saved', what: 'account', cause: fileCause(error) });
      }
    }
  }

  function flush(): void {
    if (soonTimer !== null) clearTimeout(soonTimer);
    soonTimer = null;
    soon.clear();
    const states = heldStates();
    if (states.length === 0) return;
    flushes += 1;
    // The part that holds the lock cannot release it before this returns, and names no file after it.
    if (isPartWritten) return states.forEach(writeUnderLock);
    const outcome = withLockNow(lock, () => states.forEach(writeUnderLock), { waitMs: waitAtQuitMs });
    if (outcome.kind !== 'done') reportNotSaved(outcome.kind === 'busy' ? 'busy' : outcome.cause);
  }

  const isIdle = (): boolean => soonTimer === null && turns === 0;
  return Object.freeze({
    load,
    save,
    saveSoon,
    isIdle,
    remove,
    flush,
    gather: () => void (isGathering = true),
    gathered,
  });
}

/** A state on its way to its file. `value` may hold facts of another process too. */
interface CacheContent {
  readonly state: AccountState;
  readonly file: string;
  readonly value: { readonly version: 1; readonly state: AccountState };
}
