import path from 'node:path';
import * as v from 'valibot';

import type { AccountState } from '../../../core/accounts/account-state.ts';
import { accountStateSchema } from '../../../core/accounts/state-schema.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { accountFileIn } from './home.ts';
import { isOfLaterVersion, readJsonFile, type ReadOutcome, type UnreadableReason } from './json-file.ts';
import { quarantine } from './quarantine.ts';

const maximumFileBytes = 1024 * 1024;
const fileSchema = v.object({ version: v.literal(1), state: accountStateSchema });

/** Reads the JSON of an account's file, whatever it says. */
export function readAccountJson(file: string): ReadOutcome {
  return readJsonFile(file, maximumFileBytes);
}

/** Returns the state that the JSON of an account's file holds; null: it holds none that this version understands. */
export function parseAccountJson(value: unknown): AccountState | null {
  const result = v.safeParse(fileSchema, value);
  return result.success ? result.output.state : null;
}

/** An account's file at the start. */
export type LoadedFile =
  | { readonly kind: 'state'; readonly state: AccountState; readonly text: string }
  /** There is no file, or it was damaged and is set aside. */
  | { readonly kind: 'nothing' }
  /** It cannot be read, or a later version wrote it. Nothing may write to it. */
  | { readonly kind: 'leave-alone' };

/** Loads an account's file. It quarantines a damaged one. It reports what went wrong. */
export function loadAccountFile(file: string, nowMs: number, report: ReportStorageProblem): LoadedFile {
  const outcome = readAccountJson(file);
  if (outcome.kind === 'missing') return { kind: 'nothing' };
  if (outcome.kind === 'unreadable') return setAside(file, outcome.reason, nowMs, report);
  if (isOfLaterVersion(outcome.value, 1)) {
    report({ kind: 'newer-version', what: 'account', file });
    return { kind: 'leave-alone' };
  }
  const state = parseAccountJson(outcome.value);
  const isItsOwn = state !== null && accountFileIn(path.dirname(file), state.account.id) === file;
  return isItsOwn
    ? { kind: 'state', state, text: JSON.stringify(outcome.value) }
    : setAside(file, 'corrupt', nowMs, report);
}

function setAside(file: string, reason: UnreadableReason, nowMs: number, report: ReportStorageProblem): LoadedFile {
  const moved = reason === 'corrupt' || reason === 'too-large' ? quarantine(file, nowMs) : null;
  if (moved?.kind === 'moved') {
    report({ kind: 'set-aside', what: 'account', movedTo: moved.movedTo });
    return { kind: 'nothing' };
  }
  report({ kind: 'not-read', what: 'account', cause: reason });
  return { kind: 'leave-alone' };
}
