import { parseReductions, type ReductionStore } from '../../../core/concurrency/slots.ts';
import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';
import { isOfLaterVersion, readJsonFile, type UnreadableReason, writeJsonFile } from './json-file.ts';
import { dedupeReports } from './problems.ts';
import { quarantine } from './quarantine.ts';

export interface SlotReductionsOptions {
  /** `slots.json` in the state folder. */
  readonly file: string;
  readonly nowMs: () => number;
  readonly report: ReportStorageProblem;
}

const maximumFileBytes = 1024 * 1024;

/**
 * Creates the store of lowered concurrency limits, which keeps them across restarts in one small file,
 * `{version: 1, reductions}`. Only the process that serves the state folder writes it. It quarantines and
 * reports a damaged file and leaves a file of a later version alone. Never throws.
 */
export function createSlotReductions({ file, nowMs, report }: SlotReductionsOptions): ReductionStore {
  const reportProblem = dedupeReports(report);
  let leftAlone = false;

  function quarantineFile(reason: UnreadableReason): void {
    const moved = reason === 'corrupt' || reason === 'too-large' ? quarantine(file, nowMs()) : null;
    leftAlone = moved?.kind !== 'moved';
    reportProblem(
      moved?.kind === 'moved'
        ? { kind: 'set-aside', what: 'slots', movedTo: moved.movedTo }
        : { kind: 'not-read', what: 'slots', cause: reason },
    );
  }

  return Object.freeze({
    load: () => {
      const found = readJsonFile(file, maximumFileBytes);
      if (found.kind === 'missing') return {};
      if (found.kind === 'value' && isOfLaterVersion(found.value, 1)) {
        leftAlone = true;
        reportProblem({ kind: 'newer-version', what: 'slots', file });
        return {};
      }
      const kept = found.kind === 'value' ? parseReductions(found.value) : null;
      if (kept === null) quarantineFile(found.kind === 'value' ? 'corrupt' : found.reason);
      return kept ?? {};
    },
    save: (reductions: ReturnType<ReductionStore['load']>) => {
      if (leftAlone) return;
      const written = writeJsonFile(file, { version: 1, reductions });
      if (!written.ok) reportProblem({ kind: 'not-saved', what: 'slots', cause: written.cause });
    },
  });
}
