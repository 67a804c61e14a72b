import fs from 'node:fs';
import * as v from 'valibot';
import { type AddedAccount, addedAccountSchema } from '../../../core/accounts/added-account.ts';
import { boundedList } from '../../../core/units/bounds.ts';
import type { ReportStorageProblem, Saving } from '../../../core/settings/storage-problem.ts';
import { parseBaseUrl } from '../credentials/base-url.ts';
import {
  refreshBackup,
  type BackedUpFile,
  createRecoverer,
  recoverUnderLock,
  type Recovery,
  writeBackup,
} from '../storage/backup.ts';
import {
  isOfLaterVersion,
  readJsonFile,
  type UnreadableReason,
  type WriteFiles,
  writeJsonFile,
} from '../storage/json-file.ts';
import { lockOf, savingOf, withLock } from '../storage/process-lock.ts';
import { dedupeReports } from '../storage/problems.ts';

const maximumFileBytes = 1024 * 1024;
const fileSchema = v.object({ version: v.literal(1), accounts: boundedList(v.unknown(), 10_000) });

export interface AddedAccountsFile {
  /** Reads the file each time. Returns null when there is no file or it cannot be used; then the accounts are unknown. */
  readonly list: () => readonly AddedAccount[] | null;
  /** Adds the account, or replaces the one with its id. */
  readonly put: (account: AddedAccount) => Promise<Saving>;
  /** Removes the account; succeeds for an unknown id too. */
  readonly remove: (accountId: string) => Promise<Saving>;
}

export interface AddedAccountsOptions {
  readonly file: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
  readonly files?: WriteFiles;
  /** How long a change waits for the lock. */
  readonly waitMs?: number;
  /** Whether nothing may be written: a newer version of the app wrote the folder. Left out: never. */
  readonly isSealed?: () => boolean;
}

/**
 * Creates the file of the accounts that the user has added, `{version: 1, accounts: […]}` without secrets. Each
 * change reads the file again under its lock, so that two processes keep each other's changes. An entry of
 * unknown form, such as one of a later version, stays in the file and is not listed. A damaged file is
 * quarantined, replaced by its backup and reported. A file of a later version is reported and left alone.
 * Never throws.
 */
export function createAddedAccountsFile(options: AddedAccountsOptions): AddedAccountsFile {
  const { file, nowMs, files = fs } = options;
  const report = dedupeReports(options.report);
  const copied: BackedUpFile = {
    ...{ file, maximumBytes: maximumFileBytes, nowMs, files },
    isGood: (value) => entriesIn(value) !== null,
  };

  /** `unreadable` and `newer-version`: nothing may be written over it. */
  function entries(repair: () => Recovery): readonly unknown[] | 'missing' | 'unreadable' | 'newer-version' {
    const found = readJsonFile(file, maximumFileBytes);
    if (found.kind === 'missing') return 'missing';
    if (found.kind === 'value' && isOfLaterVersion(found.value, 1)) {
      report({ kind: 'newer-version', what: 'added-accounts', file });
      return 'newer-version';
    }
    const known = found.kind === 'value' ? entriesIn(found.value) : null;
    if (known !== null) return known;
    const cause = found.kind === 'unreadable' ? found.reason : 'corrupt';
    return cause === 'corrupt' ? entriesAfter(repair()) : unreadable(cause);
  }

  function entriesAfter(recovery: Recovery): readonly unknown[] | 'missing' | 'unreadable' {
    switch (recovery.kind) {
      case 'read':
        return entriesIn(recovery.value) ?? unreadable('corrupt');
      case 'restored': {
        const { takenFrom, copyOfMs, movedTo } = recovery;
        report({ kind: 'restored', what: 'added-accounts', takenFrom, copyOfMs, movedTo });
        return entriesIn(recovery.value) ?? [];
      }
      case 'set-aside':
        report({ kind: 'set-aside', what: 'added-accounts', movedTo: recovery.movedTo });
        return 'missing';
      case 'busy':
        return entriesIn(recovery.value) ?? 'unreadable';
      default:
        return unreadable('corrupt');
    }
  }

  const recoverNow = createRecoverer(copied, (recovery) => {
    if (recovery.kind === 'busy') unreadable('corrupt');
    else entriesAfter(recovery);
  });

  function unreadable(cause: UnreadableReason): 'unreadable' {
    report({ kind: 'not-read', what: 'added-accounts', cause });
    return 'unreadable';
  }

  async function change(next: (before: readonly unknown[]) => readonly unknown[]): Promise<Saving> {
    if (options.isSealed?.() === true) return { ok: false, cause: 'newer-version' };
    const work = (): Saving => {
      const before = entries(() => recoverUnderLock(copied));
      if (before === 'unreadable' || before === 'newer-version') return { ok: false, cause: before };
      const content = { version: 1, accounts: next(before === 'missing' ? [] : before) };
      const saving = writeJsonFile(file, content, files);
      // A removed account must not stay in the backup.
      return saving.ok ? writeBackup(copied, content) : saving;
    };
    const outcome = await withLock(lockOf(file), work, options.waitMs === undefined ? {} : { waitMs: options.waitMs });
    const saving = savingOf(outcome);
    if (!saving.ok && saving.cause !== 'unreadable' && saving.cause !== 'newer-version') {
      report({ kind: 'not-saved', what: 'added-accounts', cause: saving.cause });
    }
    return saving;
  }

  return Object.freeze({
    list: () => {
      const found = entries(recoverNow);
      if (typeof found !== 'string' && options.isSealed?.() !== true) refreshBackup(copied);
      return typeof found === 'string' ? null : found.flatMap((entry) => read(entry) ?? []);
    },
    put: (account) => change((before) => [...before.filter((entry) => idOf(entry) !== account.id), account]),
    remove: (accountId) => change((before) => before.filter((entry) => idOf(entry) !== accountId)),
  } satisfies AddedAccountsFile);
}

/** Returns null for a value that this file cannot hold. */
function entriesIn(value: unknown): readonly unknown[] | null {
  const parsed = v.safeParse(fileSchema, value);
  return parsed.success ? parsed.output.accounts : null;
}

/** Returns null for an entry of unknown form, and for a base URL to which no key may be sent. */
function read(entry: unknown): AddedAccount | null {
  const parsed = v.safeParse(addedAccountSchema, entry);
  return parsed.success && parseBaseUrl(parsed.output.baseUrl) === parsed.output.baseUrl ? parsed.output : null;
}

function idOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null ? (entry as { readonly id?: unknown }).id : undefined;
}
