import { randomUUID } from 'node:crypto';
import type { Slots } from '../../core/concurrency/slots.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Clock, Http, Log } from '../../core/ports.ts';
import type { ReportStorageProblem } from '../../core/settings/storage-problem.ts';
import { createAlarm } from '../engine/alarm.ts';
import type { Engine } from '../engine/engine.ts';
import { createSessionCount } from '../features/session-count.ts';
import { createSlots } from '../features/slots.ts';
import type { HomePaths } from '../node/storage/home.ts';
import { createSlotReductions } from '../node/storage/slot-reductions.ts';
import type { SettingsStore } from '../node/storage/settings-store.ts';

export interface SlotGateServices {
  readonly clock: Clock;
  readonly engine: Pick<Engine, 'accounts' | 'observe' | 'subscribe'>;
  readonly http: Http;
  readonly log: Log;
  readonly locale: () => LocaleContext;
  readonly paths: Pick<HomePaths, 'slots'>;
  readonly report: ReportStorageProblem;
  readonly settings: SettingsStore;
}

/** Makes the concurrency gate for callers, with a timer of its own. Reads no file and sends no request before its first use. */
export function createSlotGate(services: SlotGateServices): Slots {
  const { clock, engine, http, locale, log, paths, report, settings } = services;
  const slots = createSlots({
    ...{ clock, log, locale, settings: settings.get, accounts: engine.accounts, newId: randomUUID },
    alarm: createAlarm(clock, { unref: true }),
    reductions: createSlotReductions({ file: paths.slots, nowMs: clock.nowMs, report }),
    setSlotLimits: (slotLimits) => settings.set({ slotLimits }),
    count: createSessionCount({
      ...{ clock, http, log },
      observe: (accountId, observation) => void engine.observe(accountId, observation),
    }),
  });
  engine.subscribe(slots.reconsider);
  settings.subscribe(slots.reconsider);
  return slots;
}
