import { describe, expect, it } from 'vitest';
import {
  newPassState,
  type PassEvent,
  type PassSettings,
  type PassState,
  passStep,
} from '../../../../core/warm-ups/pass.ts';

const settings: PassSettings = { schedules: [], cap: { perDay: 1, perWeek: 5 } };
const check: PassEvent = { kind: 'check', settings };
const minute = 60_000;

/** The state after these events, and how many passes they started. */
function after(
  events: readonly (readonly [PassEvent, number])[],
  before: PassState = newPassState,
): { readonly state: PassState; readonly started: number } {
  let state = before;
  let started = 0;
  for (const [event, nowMs] of events) {
    const step = passStep(state, event, nowMs);
    state = step.state;
    started += step.startsPass ? 1 : 0;
  }
  return { state, started };
}

function ended(isWaiting: boolean, nextScheduledMs: number | null): PassEvent {
  return { kind: 'ended', outcome: { kind: 'done', isWaiting, nextScheduledMs } };
}

describe('when a pass over the schedules starts', () => {
  it('the first check starts one', () => {
    expect(after([[check, minute]]).started).toBe(1);
  });

  it('passes never overlap: a check during a pass starts another one after it', () => {
    const during = after([
      [check, minute],
      [check, minute],
    ]);
    expect(during.started).toBe(1);
    expect(after([[ended(false, null), minute]], during.state)).toMatchObject({
      started: 1,
      state: { pass: 'running' },
    });
  });

  it('after a pass the next one starts at the next scheduled time', () => {
    const { state } = after([
      [check, minute],
      [ended(false, 10 * minute), minute],
    ]);
    expect(after([[check, 10 * minute - 1]], state).started).toBe(0);
    expect(after([[check, 10 * minute]], state).started).toBe(1);
  });

  it('while something waits for newer figures each check starts one', () => {
    const { state } = after([
      [check, minute],
      [{ kind: 'verified', isWaiting: true }, minute],
      [ended(false, 10 * minute), minute],
    ]);
    expect(state.isWaiting).toBe(true);
    expect(after([[check, minute + 1]], state).started).toBe(1);
  });

  it('without schedules no check starts one, until the settings change', () => {
    const { state } = after([
      [check, minute],
      [{ kind: 'ended', outcome: { kind: 'nothing-to-do' } }, minute],
    ]);
    expect(after([[check, 1e12]], state).started).toBe(0);
    const changed: PassEvent = { kind: 'check', settings: { ...settings, schedules: [] } };
    expect(after([[changed, 2 * minute]], state).started).toBe(1);
  });

  it('a clock that was set back makes a pass due at once', () => {
    const { state } = after([
      [check, 10 * minute],
      [ended(false, 20 * minute), 10 * minute],
    ]);
    expect(after([[check, 9 * minute]], state).started).toBe(1);
  });

  it('a store that cannot be read is tried again after three minutes', () => {
    const { state } = after([
      [check, minute],
      [{ kind: 'ended', outcome: { kind: 'unreadable', atMs: minute } }, minute],
    ]);
    expect(after([[check, 4 * minute - 1]], state).started).toBe(0);
    expect(after([[check, 4 * minute]], state).started).toBe(1);
  });

  it('a pass that failed is tried again at the next check', () => {
    const { state } = after([
      [check, minute],
      [{ kind: 'ended', outcome: { kind: 'failed' } }, minute],
    ]);
    expect(after([[check, minute]], state).started).toBe(1);
  });

  it('a run that the user started during a pass is still waited for after it', () => {
    const { state } = after([
      [check, minute],
      [{ kind: 'verified', isWaiting: false }, minute],
      [{ kind: 'run-now-ended', isWaiting: true }, minute],
      [ended(false, 10 * minute), minute],
    ]);
    expect(state).toMatchObject({ isWaiting: true, nextPassMs: 0 });
  });

  it('after a stop none starts, also not the one that should follow', () => {
    const { state, started } = after([
      [check, minute],
      [check, minute],
      [{ kind: 'stop' }, minute],
      [ended(false, null), minute],
      [check, 2 * minute],
    ]);
    expect(started).toBe(1);
    expect(state.pass).toBe('none');
  });
});
