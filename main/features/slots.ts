import { assertNever } from '../../core/assert-never.ts';
import { type AccountState, namedAccount } from '../../core/accounts/account-state.ts';
import { gateStep, nextGateWakeMs } from '../../core/concurrency/gate.ts';
import {
  type GateEffect,
  type GateEvent,
  type GateRules,
  type GateState,
  newGate,
  type Reduction,
} from '../../core/concurrency/state.ts';
import {
  accountSlotLimit,
  isSlotLimit,
  type ReductionStore,
  type Slots,
  type SlotStatus,
  slotStatus,
  slotView,
  type TakeOutcome,
} from '../../core/concurrency/slots.ts';
import { countOf } from '../../core/concurrency/timetable.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Alarm, Clock, Log } from '../../core/ports.ts';
import { accountNameOf, shownNames } from '../../core/settings/accounts.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { Saving } from '../../core/settings/storage-problem.ts';
import { canCount, type CountAnswer } from './session-count.ts';

export interface SlotDependencies {
  readonly clock: Clock;
  /** The timer of the gate. It is set only while a caller holds a slot or waits. */
  readonly alarm: Alarm;
  readonly log: Log;
  readonly accounts: () => readonly AccountState[];
  readonly settings: () => Settings;
  readonly locale: () => LocaleContext;
  /** Applies the limits at once. Resolves when they are saved or cannot be saved. */
  readonly setSlotLimits: (slotLimits: Settings['slotLimits']) => Promise<Saving>;
  readonly reductions: ReductionStore;
  /** Asks the service for its session count. Never rejects. */
  readonly count: (state: AccountState) => Promise<CountAnswer>;
  readonly newId: () => string;
}

/** Runs one concurrency gate per account. Core has the rules; this file holds the states and the timer. */
export function createSlots(dependencies: SlotDependencies): Slots {
  const { clock, alarm, settings } = dependencies;
  const gates = new Map<string, GateState>();
  /** By slot id: the account. */
  const owners = new Map<string, string>();
  const waiting = new Map<string, (outcome: TakeOutcome) => void>();
  let reductions: Readonly<Record<string, Reduction>> | null = null;
  let knownLimits = settings().slotLimits;
  let stopped = false;

  const accountOf = (accountId: string): AccountState | undefined =>
    dependencies.accounts().find(({ account }) => account.id === accountId);

  function rulesOf(state: AccountState | undefined): GateRules {
    const { slotLimits, slotCooldownMs } = settings();
    if (state === undefined) return { limit: null, hasSource: false, cooldownMs: slotCooldownMs };
    const own = Object.hasOwn(slotLimits, state.account.id) ? slotLimits[state.account.id] : undefined;
    return {
      limit: accountSlotLimit(state.facts, own),
      hasSource: canCount(state, settings(), clock.nowMs()),
      cooldownMs: slotCooldownMs,
    };
  }

  function gateOf(accountId: string): GateState {
    const known = (reductions ??= dependencies.reductions.load());
    const reduction = Object.hasOwn(known, accountId) ? known[accountId] : undefined;
    return gates.get(accountId) ?? newGate(reduction ?? null, clock.nowMs());
  }

  function step(accountId: string, event: GateEvent): GateState {
    const account = accountOf(accountId);
    const { state, effects } = gateStep(gateOf(accountId), event, rulesOf(account), clock.nowMs());
    gates.set(accountId, state);
    for (const effect of effects) runEffect(accountId, account, state, effect);
    setAlarm();
    return state;
  }

  function runEffect(accountId: string, account: AccountState | undefined, state: GateState, effect: GateEffect): void {
    switch (effect.kind) {
      case 'admitted': {
        owners.set(effect.id, accountId);
        const slot = slotView(state, rulesOf(account), accountId, effect.id);
        return slot === null ? undefined : answer(effect.id, { kind: 'admitted', slot, queued: effect.queued });
      }
      case 'refused': {
        const { id, place, retryAfterMs } = effect;
        return answer(id, { kind: 'refused', place, retryAfterMs, status: statusOf(accountId, account, state) });
      }
      case 'poll':
        return ask(accountId, account, effect.sequence);
      case 'forgotten':
        return void owners.delete(effect.id);
      case 'reduction':
        return keepReduction(accountId, state.reduction);
      default:
        return assertNever(effect);
    }
  }

  function ask(accountId: string, account: AccountState | undefined, sequence: number): void {
    const silent = { count: null, silentMs: null };
    const asked = account === undefined ? Promise.resolve(silent) : dependencies.count(account).catch(() => silent);
    void asked.then((counted) => {
      if (!stopped) step(accountId, { kind: 'polled', sequence, ...counted });
    });
  }

  function answer(id: string, outcome: TakeOutcome): void {
    waiting.get(id)?.(outcome);
    waiting.delete(id);
  }

  function keepReduction(accountId: string, reduction: Reduction | null): void {
    const others = Object.entries(reductions ?? {}).filter(([id]) => id !== accountId);
    reductions = Object.fromEntries(reduction === null ? others : [...others, [accountId, reduction]]);
    dependencies.reductions.save(reductions);
    if (reduction !== null) {
      dependencies.log.warn(`${accountId}: refused by the service, so at most ${reduction.to} callers at once`);
    }
  }

  function setAlarm(): void {
    const nowMs = clock.nowMs();
    const times = [...gates].flatMap(([id, state]) => nextGateWakeMs(state, rulesOf(accountOf(id)), nowMs) ?? []);
    if (stopped || times.length === 0) alarm.clear();
    else
      alarm.set(
        times.reduce((soonest, atMs) => Math.min(soonest, atMs)),
        tickAll,
      );
  }

  function tickAll(): void {
    for (const accountId of [...gates.keys()]) step(accountId, { kind: 'tick' });
  }

  function namesOfAll(): ReadonlyMap<string, string> {
    return shownNames(dependencies.accounts().map(namedAccount), settings(), dependencies.locale());
  }

  function statusOf(
    accountId: string,
    account: AccountState | undefined,
    state: GateState,
    names = namesOfAll(),
  ): SlotStatus {
    const providerId = account?.account.provider ?? accountId.split(':')[0] ?? '';
    const label = names.get(accountId) ?? accountNameOf(accountId, [], settings(), dependencies.locale());
    return slotStatus(state, rulesOf(account), { accountId, providerId, label });
  }

  return {
    take: ({ accountId, label, startedAtMs, waitMs }) => {
      const none = (kind: 'unknown-account' | 'stopping'): ReturnType<Slots['take']> => ({
        outcome: Promise.resolve({ kind }),
        leave: () => undefined,
      });
      if (stopped) return none('stopping');
      if (accountOf(accountId) === undefined) return none('unknown-account');
      const id = dependencies.newId();
      const outcome = new Promise<TakeOutcome>((resolve) => waiting.set(id, resolve));
      const nowMs = clock.nowMs();
      step(accountId, { kind: 'request', id, label, startedAtMs: Math.min(startedAtMs ?? nowMs, nowMs), waitMs });
      const leave = (): void => {
        if (stopped) return;
        step(accountId, { kind: waiting.has(id) ? 'leave' : 'release', id });
        answer(id, { kind: 'left' });
      };
      return { outcome, leave };
    },
    renew: (slotId) => {
      const accountId = owners.get(slotId);
      if (accountId === undefined) return null;
      return slotView(step(accountId, { kind: 'renew', id: slotId }), rulesOf(accountOf(accountId)), accountId, slotId);
    },
    release: (slotId) => {
      const accountId = owners.get(slotId);
      if (accountId === undefined) return false;
      step(accountId, { kind: 'release', id: slotId });
      return owners.has(slotId);
    },
    limited: (slotId, retryAfterMs) => {
      const accountId = owners.get(slotId);
      if (accountId === undefined) return null;
      const state = step(accountId, { kind: 'limited', id: slotId, retryAfterMs });
      return owners.has(slotId) ? statusOf(accountId, accountOf(accountId), state) : null;
    },
    setLimit: (accountId, limit) => {
      const account = accountOf(accountId);
      if (account === undefined || (limit !== null && !isSlotLimit(limit))) return null;
      const others = Object.entries(settings().slotLimits).filter(([id]) => id !== accountId);
      const saving = dependencies.setSlotLimits(
        Object.fromEntries(limit === null ? others : [...others, [accountId, limit]]),
      );
      knownLimits = settings().slotLimits;
      return { status: statusOf(accountId, account, step(accountId, { kind: 'restore' })), saving };
    },
    status: () => {
      const names = namesOfAll();
      return dependencies.accounts().map((account) => {
        const { id } = account.account;
        const state = gates.has(id) ? step(id, { kind: 'tick' }) : gateOf(id);
        return statusOf(id, account, state, names);
      });
    },
    forget: (accountId) => {
      reductions ??= dependencies.reductions.load();
      if (gates.has(accountId)) step(accountId, { kind: 'restore' });
      if (Object.hasOwn(reductions, accountId)) keepReduction(accountId, null);
      const gate = gates.get(accountId);
      const isIdle = gate !== undefined && countOf(gate.slots) === 0 && countOf(gate.waiting) === 0;
      if (isIdle) gates.delete(accountId);
      for (const id of gates.has(accountId) ? [] : owners.keys()) if (owners.get(id) === accountId) owners.delete(id);
    },
    reconsider: () => {
      if (stopped) return;
      const before = knownLimits;
      knownLimits = settings().slotLimits;
      const ids = new Set([...Object.keys(before), ...Object.keys(knownLimits)]);
      const changed = [...ids].filter((id) => before[id] !== knownLimits[id]);
      for (const id of changed) step(id, { kind: 'restore' });
      for (const [id, { waiting: queue }] of [...gates]) if (countOf(queue) > 0) step(id, { kind: 'tick' });
    },
    stop: () => {
      stopped = true;
      alarm.clear();
      for (const resolve of waiting.values()) resolve({ kind: 'stopping' });
      waiting.clear();
    },
  };
}
