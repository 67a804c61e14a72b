import { readFile, stat } from 'node:fs/promises';
import {
  type LegacyLedger,
  readLegacyLedger,
  type SetAsideReason,
  type SetAsideRow,
} from '../../core/ledger/legacy-import.ts';
import { unavailableText } from '../node/api/ledger-words.ts';
import { createLedger, type LedgerParts } from '../ledger.ts';
import { exitCode, printAs, tell } from './output.ts';

const largestFileBytes = 64 * 1024 * 1024;

const reasons: Readonly<Record<SetAsideReason, string>> = {
  id: 'its id is not a UUID',
  twice: 'its id stands twice in the file',
  'not-a-row': 'it is not a row',
  tier: 'its tier has no usable name',
  counter: 'a counter is missing or no whole number from 0 on',
  month: 'its month is missing or has not come yet',
};

/** So that a report stays readable; `--json` lists every row. */
const mostListed = 20;

/**
 * Takes over a relay's `credits.json` and says what was left out, and why. An import that takes no row is
 * a failure: a script that goes on would serve every install its whole allowance again. The file is not
 * changed.
 */
export async function importLedger(
  parts: LedgerParts,
  { file, json }: { readonly file: string; readonly json: boolean },
): Promise<number> {
  const read = await readLedgerFile(file, parts.clock.nowMs());
  if (typeof read === 'string') {
    tell(read);
    return exitCode.badArguments;
  }
  const { rows, setAside } = read;
  if (rows.length === 0) {
    if (json) printAs(true, { added: 0, merged: 0, setAside }, () => '');
    const why = setAside.length === 0 ? 'the file has no rows' : `all of its rows (${setAside.length}) were set aside`;
    tell([`Nothing was imported, because ${why}. The ledger is as it was.`, ...setAsideLines(setAside)].join('\n'));
    return exitCode.badArguments;
  }
  const store = createLedger(parts);
  const answer = await store.importRows(rows);
  await store.close();
  if (answer.kind === 'unavailable') {
    tell(unavailableText(answer.reason));
    return exitCode.unavailable;
  }
  const { added, merged } = answer;
  printAs(json, { added, merged, setAside }, () =>
    [
      `Installs added: ${added}. Known installs updated: ${merged}. Rows set aside: ${setAside.length}.`,
      ...setAsideLines(setAside),
    ].join('\n'),
  );
  return exitCode.done;
}

function setAsideLines(rows: readonly SetAsideRow[]): readonly string[] {
  const lines = rows
    .slice(0, mostListed)
    .map(({ installId, reason }) => `Set aside: ${installId}: ${reasons[reason]}.`);
  const more = rows.length - lines.length;
  return more === 0 ? lines : [...lines, `${more} more rows were set aside. --json lists all of them.`];
}

async function readLedgerFile(file: string, nowMs: number): Promise<LegacyLedger | string> {
  try {
    if ((await stat(file)).size > largestFileBytes) return 'The file is larger than 64 MiB, so it was not read.';
    const ledger = readLegacyLedger(JSON.parse(await readFile(file, 'utf8')), nowMs);
    return ledger ?? 'The file is JSON but no ledger: it has no map of rows by install id in "rows".';
  } catch (error) {
    return error instanceof SyntaxError
      ? 'The file is not valid JSON, so nothing was taken over.'
      : 'The file cannot be read. Check its name and its permissions.';
  }
}
