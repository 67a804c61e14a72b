import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Reduction } from '../../core/concurrency/state.ts';
import type { Slots } from '../../core/concurrency/slots.ts';
import type { ConcurrencyReading } from '../../core/usage/observation.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import type { Saving } from '../../core/settings/storage-problem.ts';
import type { CountAnswer } from '../../main/features/session-count.ts';
import { createSlots } from '../../main/features/slots.ts';
import { fullState, known } from './account-states.ts';
import { createFakeClock, type FakeClock } from './clock.ts';
import { english } from './example-states.ts';

export const slotStartMs = Date.UTC(2026, 10, 22, 0, 5);

/** An account whose service has told how many sessions it counts; null: it says nothing about them. */
export function accountTelling(id: string, concurrency: ConcurrencyReading | null): AccountState {
  const state = fullState(id, slotStartMs);
  return {
    ...state,
    account: { ...state.account, label: id.split(':')[1] ?? id },
    facts: {
      ...state.facts,
      concurrency: concurrency === null ? { said: null, unknownSinceMs: null } : known(concurrency, slotStartMs),
    },
  };
}

export interface SlotWorldOptions {
  readonly accounts?: readonly AccountState[];
  readonly settings?: Partial<Settings>;
  /** What the service says when it is asked; never: it hangs. */
  readonly count?: (accountId: string) => CountAnswer | Promise<CountAnswer>;
  readonly kept?: Readonly<Record<string, Reduction>>;
  /** What comes of saving a limit; left out: it is saved. */
  readonly saving?: Saving;
}

export interface SlotWorld {
  readonly slots: Slots;
  readonly time: FakeClock;
  /** When the service was asked. */
  readonly askedAtMs: readonly number[];
  readonly kept: () => Readonly<Record<string, Reduction>>;
  readonly set: (change: Partial<Settings>) => void;
}

/** The gates of some accounts on a given clock, with a service and a disk in memory. */
export function slotWorld(options: SlotWorldOptions = {}): SlotWorld {
  const time = createFakeClock(slotStartMs);
  const accounts = options.accounts ?? [accountTelling('codex:work', null)];
  const askedAtMs: number[] = [];
  let settings: Settings = { ...defaultSettings, ...options.settings };
  let kept = options.kept ?? {};
  let ids = 0;
  const slots = createSlots({
    clock: time.clock,
    alarm: time.alarm,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    accounts: () => accounts,
    settings: () => settings,
    locale: () => english,
    setSlotLimits: async (slotLimits) => {
      set({ slotLimits });
      return options.saving ?? { ok: true };
    },
    reductions: { load: () => kept, save: (next) => void (kept = next) },
    count: async (state) => {
      askedAtMs.push(time.nowMs());
      return options.count?.(state.account.id) ?? { count: null, silentMs: null };
    },
    newId: () => `slot-${(ids += 1)}`,
  });
  function set(change: Partial<Settings>): void {
    settings = { ...settings, ...change };
    slots.reconsider();
  }
  return { slots, time, askedAtMs, kept: () => kept, set };
}
