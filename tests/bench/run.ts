import { appendFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';

import { exitCodes, ExitError, runScript, say } from '../../scripts/process/exit.ts';
import { measureAccounts } from './accounts.ts';
import { measureApi } from './api.ts';
import { prepareApps } from './apps.ts';
import { measureCommandLine } from './command-line.ts';
import { type Figure, isSurelyOver, isWithin, markdownTable, table } from './figures.ts';
import { readFigures, writeFigures } from './figures-file.ts';
import { measureHistory } from './history.ts';
import { measureLedger } from './ledger.ts';
import { measureLedgerList } from './ledger-list.ts';
import { measurePostgresLedger } from './ledger-postgres.ts';
import { measureObservations } from './observation.ts';
import { measureOpening } from './opening.ts';

import { measurePanel } from './panel.ts';
import { measureSessionLog } from './session-log.ts';
import { measureSizes } from './sizes.ts';
import { measureSlots } from './slots.ts';
import { measureTray } from './tray.ts';
import { measureViews } from './views.ts';
import { measureWindowMemory } from './window-memory.ts';

const minuteMs = 60_000;

const parts = [
  'sizes',
  'accounts',
  'tray',
  'panel',
  'views',
  'observations',
  'log',
  'ledger',
  'history',
  'api',
  'slots',
  'cli',
] as const;
type Part = (typeof parts)[number];

/** With `--check` a part that is over a budget is measured this often in all before the run fails. */
const checkRounds = 3;

const options = {
  long: { type: 'boolean', default: false },
  only: { type: 'string' },
  json: { type: 'string' },
  compare: { type: 'string' },
  summary: { type: 'string' },
  check: { type: 'boolean', default: false },
} as const;

/**
 * Measures and prints the table. Ends well whatever the figures are: on a busy machine they are no verdict, and what is
 * over its budget says so in its line. Only with `--check` the exit code is 1 for a ratio or a count that is surely over.
 */
async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  const named = values.only?.split(',') ?? parts;
  const wanted = parts.filter((part) => named.includes(part));
  if (wanted.length === 0 || wanted.length < named.length) {
    throw new ExitError(exitCodes.badArguments, `--only takes some of ${parts.join(', ')}, with commas between them`);
  }
  const before = values.compare === undefined ? null : await earlierFigures(values.compare);
  const measured = new Map<Part, readonly Figure[]>();
  for (const part of wanted) measured.set(part, await measure([part], values.long));
  const figures = [...measured.values()].flat();
  const shown = values.compare === undefined ? null : (before ?? []);
  process.stdout.write(`${os.cpus().length} cores, ${os.platform()} ${os.arch()}, Node ${process.versions.node}\n\n`);
  process.stdout.write(`${table(figures, shown)}\n`);
  if (values.json !== undefined) await writeFigures(values.json, figures);
  if (values.summary !== undefined) await appendFile(values.summary, `${markdownTable(figures, shown)}\n`);
  const over = figures.filter((figure) => !isWithin(figure)).length;
  say(
    over === 0 ? 'Every figure is within its budget.' : `${over} of ${figures.length} figures are over their budget.`,
  );
  return values.check ? await verdict(measured, values.long) : exitCodes.done;
}

/** Returns the figures of an earlier run; null: there is none, or its file is damaged, which is said. */
async function earlierFigures(file: string): Promise<readonly Figure[] | null> {
  return await readFigures(file).catch((cause: unknown) => {
    say(`No earlier figures: ${cause instanceof Error ? cause.message : String(cause)}.`);
    return null;
  });
}

/** Measures the parts again that are surely over a budget. Returns 1 if a figure is over it every time. */
async function verdict(measured: ReadonlyMap<Part, readonly Figure[]>, long: boolean): Promise<number> {
  let failing = new Map(
    [...measured].map(([part, figures]) => [part, figures.filter(isSurelyOver).map(({ name }) => name)] as const),
  );
  for (let round = 1; round < checkRounds; round += 1) {
    const again = [...failing].filter(([, names]) => names.length > 0);
    failing = new Map();
    for (const [part, names] of again) {
      say(`Measuring ${part} again, because of: ${names.join('; ')}.`);
      const over = (await measure([part], long)).filter(isSurelyOver).map(({ name }) => name);
      failing.set(
        part,
        names.filter((name) => over.includes(name)),
      );
    }
  }
  const names = [...failing.values()].flat();
  if (names.length > 0) say(`Over the budget in each of ${checkRounds} runs: ${names.join('; ')}.`);
  return names.length === 0 ? exitCodes.done : exitCodes.failed;
}

async function measure(wanted: readonly Part[], long: boolean): Promise<readonly Figure[]> {
  const ofApps = wanted.some((part) => part === 'tray' || part === 'panel') ? await measureApps(wanted, long) : [];
  const ofViews = wanted.includes('views') ? measureViews() : [];
  const ofObservations = wanted.includes('observations') ? await measureObservations() : [];
  const ofLog = wanted.includes('log') ? await measureSessionLog() : [];
  const ofLedger = wanted.includes('ledger')
    ? [...(await measureLedger()), ...(await measureLedgerList()), ...(await measurePostgresLedger())]
    : [];
  const ofApi = wanted.includes('api') ? await measureApi() : [];
  const ofHistory = wanted.includes('history') ? await measureHistory() : [];
  const ofSlots = wanted.includes('slots') ? await measureSlots() : [];
  const ofCommandLine = wanted.includes('cli') ? await measureCommandLine() : [];
  const ofSizes = wanted.includes('sizes') ? await measureSizes() : [];
  const ofAccounts = wanted.includes('accounts') ? await measureAccounts() : [];
  return [
    ...ofSizes,
    ...ofAccounts,
    ...ofApps,
    ...ofViews,
    ...ofObservations,
    ...ofLog,
    ...ofLedger,
    ...ofApi,
    ...ofHistory,
    ...ofSlots,
    ...ofCommandLine,
  ];
}

async function measureApps(wanted: readonly Part[], long: boolean): Promise<readonly Figure[]> {
  say('Preparing twenty accounts; the whole run takes some minutes.');
  const apps = await prepareApps();
  const figures: Figure[] = [];
  try {
    if (wanted.includes('tray')) {
      say('Measuring start, memory and idleness.');
      const idleMs = long ? 5 * minuteMs : minuteMs;
      figures.push(...(await measureTray(apps, { rounds: long ? 5 : 3, settleMs: minuteMs, idleMs })));
      say('Opening and closing the windows.');
      figures.push(await measureWindowMemory(apps, 100));
    }
    if (wanted.includes('panel')) {
      say('Measuring the panel.');
      figures.push(...(await measureOpening(long ? 12 : 6)), ...(await measurePanel(apps, { closedMs: minuteMs })));
    }
    return figures;
  } finally {
    await apps.close();
  }
}

await runScript(() => run(process.argv.slice(2)));
