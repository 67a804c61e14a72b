import os from 'node:os';
import { parseArgs } from 'node:util';

import { exitCodes, ExitError, runScript, say } from '../../scripts/process/exit.ts';
import { measureApi } from './api.ts';
import { prepareApps } from './apps.ts';
import { type Figure, isWithin, table } from './figures.ts';
import { measureHistory } from './history.ts';
import { measureLedger } from './ledger.ts';
import { measureLedgerList } from './ledger-list.ts';
import { measurePostgresLedger } from './ledger-postgres.ts';
import { measureObservations } from './observation.ts';
import { measurePanel } from './panel.ts';
import { measureSessionLog } from './session-log.ts';
import { measureSlots } from './slots.ts';
import { measureTray } from './tray.ts';
import { measureViews } from './views.ts';

const minuteMs = 60_000;

const parts = ['tray', 'panel', 'views', 'observations', 'log', 'ledger', 'history', 'api', 'slots'] as const;
type Part = (typeof parts)[number];

/**
 * Measures and prints the table. Ends well whatever the figures are: on a busy machine they are no
 * verdict, and what is over its budget says so in its line.
 */
async function run(args: readonly string[]): Promise<number> {
  const options = { long: { type: 'boolean', default: false }, only: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const wanted = parts.filter((part) => values.only === undefined || values.only === part);
  if (wanted.length === 0) throw new ExitError(exitCodes.badArguments, `--only takes one of ${parts.join(', ')}`);
  const figures = await measure(wanted, values.long);
  process.stdout.write(
    `${os.cpus().length} cores, ${os.platform()} ${os.arch()}, Node ${process.versions.node}\n\n${table(figures)}\n`,
  );
  const over = figures.filter((figure) => !isWithin(figure)).length;
  say(
    over === 0 ? 'Every figure is within its budget.' : `${over} of ${figures.length} figures are over their budget.`,
  );
  return exitCodes.done;
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
  return [...ofApps, ...ofViews, ...ofObservations, ...ofLog, ...ofLedger, ...ofApi, ...ofHistory, ...ofSlots];
}

async function measureApps(wanted: readonly Part[], long: boolean): Promise<readonly Figure[]> {
  say('Preparing twenty accounts; the whole run takes some minutes.');
  const apps = await prepareApps();
  const figures: Figure[] = [];
  try {
    if (wanted.includes('tray')) {
      say('Measuring start, memory and idleness.');
      const idleMs = long ? 5 * minuteMs : minuteMs;
      figures.push(...(await measureTray(apps, { rounds: 5, settleMs: 15_000, idleMs })));
    }
    if (wanted.includes('panel')) {
      say('Measuring the panel.');
      figures.push(...(await measurePanel(apps, { rounds: 5, closedMs: minuteMs })));
    }
    return figures;
  } finally {
    await apps.close();
  }
}

await runScript(() => run(process.argv.slice(2)));
