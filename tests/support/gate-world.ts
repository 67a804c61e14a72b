import {
  type GateEffect,
  type GateEvent,
  type GateRules,
  type GateState,
  inFlight,
  newGate,
} from '../../core/concurrency/state.ts';
import { gateStep, nextGateWakeMs } from '../../core/concurrency/gate.ts';

export const gateStartMs = Date.UTC(2026, 10, 22);

export interface GateWorld {
  readonly state: () => GateState;
  readonly nowMs: () => number;
  /** Everything that was to be done so far. */
  readonly effects: readonly GateEffect[];
  readonly rules: (change: Partial<GateRules>) => void;
  /** Gives what follows from this event alone. */
  readonly tell: (event: GateEvent) => readonly GateEffect[];
  readonly ask: (id: string, more?: Partial<Extract<GateEvent, { kind: 'request' }>>) => readonly GateEffect[];
  /** Moves on, waking the gate whenever it wants to be woken. */
  readonly advance: (byMs: number) => readonly GateEffect[];
  readonly setClock: (nowMs: number) => void;
  /** The service answers the question that is under way. */
  readonly count: (count: number | null, silentMs?: number | null) => readonly GateEffect[];
  readonly admitted: () => readonly string[];
  readonly inFlight: () => number;
}

/** One gate on a clock of its own. */
export function gateWorld(
  first: Partial<GateRules> = {},
  start: GateState = newGate(null, gateStartMs),
  onStep: (event: GateEvent, effects: readonly GateEffect[]) => void = () => undefined,
): GateWorld {
  let rules: GateRules = { limit: 2, hasSource: false, cooldownMs: 350, ...first };
  let state = start;
  let nowMs = start.atMs;
  const effects: GateEffect[] = [];

  function tell(event: GateEvent): readonly GateEffect[] {
    const step = gateStep(state, event, rules, nowMs);
    state = step.state;
    effects.push(...step.effects);
    onStep(event, step.effects);
    return step.effects;
  }

  return {
    state: () => state,
    nowMs: () => nowMs,
    effects,
    rules: (change) => void (rules = { ...rules, ...change }),
    tell,
    ask: (id, more = {}) => tell({ kind: 'request', id, label: null, startedAtMs: nowMs, waitMs: 60_000, ...more }),
    advance: (byMs) => {
      const endMs = nowMs + byMs;
      const seen = effects.length;
      for (let wakeMs = wake(); wakeMs !== null && wakeMs <= endMs; wakeMs = wake()) {
        if (wakeMs <= nowMs) throw new Error('The gate wants to be woken at a time that is over.');
        nowMs = wakeMs;
        tell({ kind: 'tick' });
      }
      nowMs = endMs;
      tell({ kind: 'tick' });
      return effects.slice(seen);
    },
    setClock: (toMs) => void (nowMs = toMs),
    count: (count, silentMs = null) => tell({ kind: 'polled', sequence: state.poll?.sequence ?? -1, count, silentMs }),
    admitted: () => effects.flatMap((effect) => (effect.kind === 'admitted' ? [effect.id] : [])),
    inFlight: () => inFlight(state),
  };

  function wake(): number | null {
    return nextGateWakeMs(state, rules, nowMs);
  }
}

export const admittedIn = (effects: readonly GateEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.kind === 'admitted' ? [effect.id] : []));

export const pollsIn = (effects: readonly GateEffect[]): number => effects.filter(({ kind }) => kind === 'poll').length;
