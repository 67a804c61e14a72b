import fs from 'node:fs';

import * as v from 'valibot';

import type { ReportStorageProblem, Saving, StorageProblem } from '../../../core/settings/storage-problem.ts';
import { boundedList, boundedText, epochMs, longestText } from '../../../core/units/bounds.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { lockOf, savingOf, withLockNow } from './process-lock.ts';

/**
 * The record of losses that the user has not seen yet. The process that met a loss may be a `guard` command in
 * a script, whose output nobody reads.
 */
export interface ProblemRecord {
  /** Returns the losses, oldest first. Reads the file each time, because other processes add to it. Never throws. */
  readonly unseen: () => readonly StorageProblem[];
  /** Records a loss. Ignores a lasting state such as a full disk, because that is reported again. */
  readonly add: (problem: StorageProblem) => Saving;
  /** Records that the user has seen all losses. */
  readonly markSeen: () => Saving;
}

const maximumFileBytes = 256 * 1024;
const mostKept = 50;
const waitMs = 3_000;

const text = boundedText(longestText);
const moved = v.object({
  kind: v.literal('set-aside'),
  what: v.picklist([
    'settings',
    'added-accounts',
    'database',
    'account',
    'rates',
    'ledger',
    'slots',
    'history',
    'stamp',
  ]),
  movedTo: text,
});
const restored = v.object({
  kind: v.literal('restored'),
  what: v.picklist(['settings', 'added-accounts', 'secrets', 'ledger']),
  takenFrom: text,
  copyOfMs: v.pipe(epochMs, v.minValue(0)),
  movedTo: v.nullable(text),
});
const loss = v.variant('kind', [moved, restored]);
const fileSchema = v.object({ version: v.literal(1), problems: boundedList(v.unknown(), 1000) });

export function createProblemRecord(file: string): ProblemRecord {
  function unseen(): readonly StorageProblem[] {
    const found = readJsonFile(file, maximumFileBytes);
    const parsed = found.kind === 'value' ? v.safeParse(fileSchema, found.value) : null;
    return parsed?.success === true ? parsed.output.problems.flatMap(lossIn) : [];
  }

  return Object.freeze({
    unseen,
    add: (problem) => {
      if (!v.is(loss, problem)) return { ok: true };
      const work = (): Saving => writeJsonFile(file, { version: 1, problems: [...unseen(), problem].slice(-mostKept) });
      return savingOf(withLockNow(lockOf(file), work, { waitMs }));
    },
    markSeen: () => {
      if (!fs.existsSync(file)) return { ok: true };
      const work = (): Saving => writeJsonFile(file, { version: 1, problems: [] });
      return savingOf(withLockNow(lockOf(file), work, { waitMs }));
    },
  } satisfies ProblemRecord);
}

function lossIn(entry: unknown): readonly StorageProblem[] {
  const parsed = v.safeParse(loss, entry);
  return parsed.success ? [parsed.output] : [];
}

/** Returns a reporter that passes on each problem once per process, so that a full disk is reported once, not every minute. */
export function dedupeReports(report: ReportStorageProblem): ReportStorageProblem {
  const reported = new Set<string>();
  return (problem) => {
    const key = JSON.stringify(problem);
    if (!reported.has(key)) {
      reported.add(key);
      report(problem);
    }
  };
}
