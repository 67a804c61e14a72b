import { expect, test } from 'vitest';

import { gateStep, nextGateWakeMs } from '../../../../core/concurrency/gate.ts';
import { type GateEvent, type GateRules, type GateState, newGate } from '../../../../core/concurrency/state.ts';
import { slotView } from '../../../../core/concurrency/slots.ts';
import { gateStartMs } from '../../../support/gate-world.ts';

const atMs = gateStartMs + 1_000;
const wait = { label: null, startedAtMs: gateStartMs, waitMs: 60_000 } as const;

/** A gate with many held slots, as many that just ended, and as many waiting callers. */
function gateWith(count: number, rules: GateRules): GateState {
  let state = newGate(null, gateStartMs);
  const tell = (event: GateEvent): void => void ({ state } = gateStep(state, event, rules, gateStartMs));
  for (let caller = 0; caller < 2 * count; caller += 1) tell({ kind: 'request', id: `slot-${caller}`, ...wait });
  for (let caller = 0; caller < count; caller += 1) tell({ kind: 'release', id: `slot-${2 * caller}` });
  return state;
}

/** The value in a proxy that counts each part that is read. */
function watched<T extends object>(value: T, looked: () => void): T {
  const known = new WeakMap<object, object>();
  const watch = (part: object): object => {
    const proxy = known.get(part) ?? new Proxy(part, { get: (target, name) => seen(Reflect.get(target, name)) });
    known.set(part, proxy);
    return proxy;
  };
  const seen = (part: unknown): unknown => {
    looked();
    return typeof part === 'object' && part !== null ? watch(part) : part;
  };
  return watch(value) as T;
}

/** How many parts of the state one event reads, with the wake-up and the answer that follow it. */
function costOf(state: GateState, event: GateEvent, rules: GateRules): number {
  let looks = 0;
  const step = gateStep(
    watched(state, () => (looks += 1)),
    event,
    rules,
    atMs,
  );
  nextGateWakeMs(step.state, rules, atMs);
  if ('id' in event) slotView(step.state, rules, 'codex:work', event.id);
  return looks;
}

const events = [
  { kind: 'tick' },
  { kind: 'request', id: 'new', ...wait },
  { kind: 'release', id: 'slot-101' },
  { kind: 'release', id: 'slot-100' },
  { kind: 'renew', id: 'slot-101' },
  { kind: 'limited', id: 'slot-101', retryAfterMs: 10 },
  { kind: 'leave', id: 'slot-399' },
] as const satisfies readonly GateEvent[];

const worlds: readonly (readonly [string, (held: number) => GateRules])[] = [
  ['no limit', () => ({ limit: null, hasSource: false, cooldownMs: 350 })],
  ['as many waiting as held', (held) => ({ limit: held, hasSource: false, cooldownMs: 60_000 })],
];

test.each(worlds)('with %s one event costs hardly more with 20,000 callers than with 200', (_, rulesFor) => {
  const [few, many] = [200, 20_000].map((held) => {
    const rules = rulesFor(held);
    const state = gateWith(held, rules);
    return events.map((event) => costOf(state, event, rules));
  });
  for (const [index, { kind }] of events.entries()) {
    expect(few?.[index], kind).toBeGreaterThan(0);
    expect(many?.[index], kind).toBeLessThan(4 * (few?.[index] ?? 0));
  }
});
