import { readFile, stat } from 'node:fs/promises';
import type { Command as Program } from 'commander';
import type { MessageKey, Translate } from '../../core/i18n/translate.ts';
import {
  type LegacyLedger,
  parseLegacyLedger,
  type RejectionReason,
  type RejectedRow,
} from '../../core/ledger/legacy-import.ts';
import { createLedger, type LedgerServices } from '../services/ledger.ts';
import { exitCode, printAs, printError } from './output.ts';
import type { Declaring } from './program.ts';

export interface LedgerImportCommand {
  readonly kind: 'ledger-import';
  readonly file: string;
  readonly json: boolean;
}

const largestFileBytes = 64 * 1024 * 1024;

const reasons: Readonly<Record<RejectionReason, MessageKey>> = {
  id: 'cli.ledger.import.reason-id',
  twice: 'cli.ledger.import.reason-twice',
  'not-a-row': 'cli.ledger.import.reason-not-a-row',
  tier: 'cli.ledger.import.reason-tier',
  counter: 'cli.ledger.import.reason-counter',
  month: 'cli.ledger.import.reason-month',
};

/** The report names so many rows at most. `--json` lists every row. */
const mostListed = 20;

/** `ledger import`. */
export function declareLedgerImport(group: Program, { t, examples, choose, refuse }: Declaring): void {
  group
    .command('import')
    .description(t('cli.ledger.import'))
    .usage('<file> [options]')
    .argument('[file]', t('cli.ledger.import.file'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray ledger import credits.json'))
    .action((file: string | undefined, { json = false }: { json?: boolean }) => {
      if (file === undefined) return refuse(t('cli.ledger.import.needs-file'));
      choose({ kind: 'ledger-import', file, json }, async ({ services }, command) => {
        const own = await services();
        return importLedger(own, command, own.locale().t);
      });
    });
}

/**
 * Imports the `credits.json` of a relay, and prints which rows it left out and why. An import without a row is a
 * failure, because a script that goes on would give every install its whole allowance again. The file stays as it is.
 */
export async function importLedger(
  services: LedgerServices,
  { file, json }: Pick<LedgerImportCommand, 'file' | 'json'>,
  t: Translate,
): Promise<number> {
  const read = await readLedgerFile(file, services.clock.nowMs(), t);
  if (typeof read === 'string') {
    printError(read);
    return exitCode.badArguments;
  }
  const { rows, rejected: setAside } = read;
  if (rows.length === 0) {
    if (json) printAs(true, { added: 0, merged: 0, setAside }, () => '');
    const why =
      setAside.length === 0 ? t('cli.ledger.import.no-rows') : t('cli.ledger.import.none', { count: setAside.length });
    printError([why, ...setAsideLines(setAside, t)].join('\n'));
    return exitCode.badArguments;
  }
  const store = createLedger(services);
  const answer = await store.importRows(rows);
  await store.close();
  if (answer.kind === 'unavailable') {
    printError(t(`cli.ledger.unavailable-${answer.reason}`));
    return exitCode.unavailable;
  }
  const { added, merged } = answer;
  printAs(json, { added, merged, setAside }, () =>
    [t('cli.ledger.import.done', { added, merged, setAside: setAside.length }), ...setAsideLines(setAside, t)].join(
      '\n',
    ),
  );
  return exitCode.done;
}

function setAsideLines(rows: readonly RejectedRow[], t: Translate): readonly string[] {
  const lines = rows
    .slice(0, mostListed)
    .map(({ installId, reason }) =>
      t('cli.ledger.import.set-aside', { install: installId, reason: t(reasons[reason]) }),
    );
  const more = rows.length - lines.length;
  return more === 0 ? lines : [...lines, t('cli.ledger.import.more', { count: more })];
}

async function readLedgerFile(file: string, nowMs: number, t: Translate): Promise<LegacyLedger | string> {
  try {
    if ((await stat(file)).size > largestFileBytes) return t('cli.ledger.import.too-large');
    return parseLegacyLedger(JSON.parse(await readFile(file, 'utf8')), nowMs) ?? t('cli.ledger.import.no-ledger');
  } catch (error) {
    return t(error instanceof SyntaxError ? 'cli.ledger.import.no-json' : 'cli.ledger.import.unreadable');
  }
}
