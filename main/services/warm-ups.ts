import { namedAccount } from '../../core/accounts/account-state.ts';
import type { WarmupStore } from '../../core/warm-ups/run.ts';
import { warmupsView, type WarmupsData } from '../../core/warm-ups/view.ts';
import type { WarmupsView, WarmupTryAnswer } from '../../core/warm-ups/view-model.ts';
import { type ConfirmWarmup, createWarmups, createWarmupTrial, type Warmups } from '../features/warm-ups.ts';
import { folderOf } from '../engine/observations.ts';
import { createNextOccurrence } from '../node/calendar.ts';
import { once } from '../node/async.ts';
import type { Services } from './create-services.ts';

/** The warm-ups of this process and their views. */
export interface RunningWarmups {
  readonly known: () => Promise<WarmupsData>;
  readonly view: () => Promise<WarmupsView>;
  /** Shows the user the command, and runs it once if the user agrees. */
  readonly try: (accountId: string, confirm: ConfirmWarmup) => Promise<WarmupTryAnswer>;
  /** Resolves after the running pass. */
  readonly idle: () => Promise<void>;
  readonly stop: () => void;
}

export type WarmupServices = Pick<
  Services,
  'clock' | 'engine' | 'settings' | 'locale' | 'log' | 'database' | 'report' | 'runTool' | 'counters' | 'gate'
>;

/**
 * Makes the scheduled warm-ups of this process. Call after `Engine.load`. They have no timer: they check the
 * time at each call of the engine's subscribers.
 */
export function createRunningWarmups(services: WarmupServices, changed: () => void = () => undefined): RunningWarmups {
  const { clock, engine, settings, locale, log, runTool, counters } = services;
  const nextOccurrence = createNextOccurrence();
  const store = once(() => openStore(services));
  const warmups: Warmups = createWarmups({
    ...{ clock, engine, log, runTool, nextOccurrence, store },
    settings: settings.get,
    timeZone: () => locale().timeZone,
    ended: (accountId, outcome) => {
      counters.warmupEnded(accountId, outcome);
      changed();
    },
  });
  engine.subscribe(() => {
    if (!services.gate.isSealed()) warmups.check();
  });

  const known = async (): Promise<WarmupsData> => ({
    accounts: engine.accounts().map(namedAccount),
    folderOf: (accountId) => folderOf(engine.findings(), accountId),
    runs: (await warmups.recent()) ?? [],
    settings: settings.get(),
    calendar: { timeZone: locale().timeZone, next: nextOccurrence },
  });
  const trial = createWarmupTrial({ clock, locale, warmups, known });

  return {
    known,
    view: async () => warmupsView(await known(), locale(), clock.nowMs()),
    try: trial,
    idle: warmups.idle,
    stop: warmups.stop,
  };
}

/** Null: the database cannot be opened. */
async function openStore({ database, report }: WarmupServices): Promise<WarmupStore | null> {
  const [{ createWarmupLedger }, open] = await Promise.all([import('../node/storage/warm-up-store.ts'), database()]);
  return open === null ? null : createWarmupLedger(open, report);
}
