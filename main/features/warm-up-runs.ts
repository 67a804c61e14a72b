import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { type RunState, runAsOf, type WarmupStore, type WarmupRun } from '../../core/warm-ups/run.ts';
import type { RunTool, ToolRun, ToolRunOutcome } from '../../core/warm-ups/tool.ts';
import { verdictOf } from '../../core/warm-ups/decide.ts';
import type { WarmupCap } from '../../core/settings/warm-ups.ts';
import type { Engine } from '../engine/engine.ts';
import { folderOf } from '../engine/observations.ts';

export interface WarmupRunsDependencies {
  readonly clock: Clock;
  readonly engine: Pick<Engine, 'accounts' | 'findings' | 'expedite' | 'nextPolls' | 'observe'>;
  readonly runTool: RunTool;
  readonly log: Log;
  /** Called once per run when it ended. */
  readonly ended?: (accountId: string, outcome: RunState) => void;
}

/** Makes single warm-up runs and checks their results. Each step is stored before the next begins. */
export interface WarmupRuns {
  /** Stores that no run is made, and why. False: another process has this scheduled time. */
  readonly note: (store: WarmupStore, run: WarmupRun) => boolean;
  /** Claims the scheduled time and runs the tool. Null: the time is taken, or nothing could be stored. */
  readonly make: (store: WarmupStore, run: WarmupRun, cap: WarmupCap | null) => Promise<WarmupRun | null>;
  /** Judges finished runs by newer figures. True: figures are still awaited. */
  readonly verify: (store: WarmupStore, runs: readonly WarmupRun[]) => boolean;
}

const pollAgainMs = 5 * 60_000;
const notStartedAfterMs = 20 * 60_000;

/** Makes the runs over the engine and the account's own tool. */
export function createWarmupRuns({ clock, engine, runTool, log, ended }: WarmupRunsDependencies): WarmupRuns {
  const polledAtMs = new Map<string, number>();

  function stateOf(accountId: string): AccountState | undefined {
    return engine.accounts().find(({ account }) => account.id === accountId);
  }

  function report({ accountId, state, reason, slotDate, slotTime }: WarmupRun): void {
    log.info(
      `Warm-up ${accountId} ${slotDate} ${slotTime}: ${[state, reason].filter((part) => part !== null).join(', ')}`,
    );
    ended?.(accountId, state);
  }

  function note(store: WarmupStore, run: WarmupRun): boolean {
    const isOurs = store.note(run);
    if (isOurs) report(run);
    return isOurs;
  }

  async function make(store: WarmupStore, run: WarmupRun, cap: WarmupCap | null): Promise<WarmupRun | null> {
    const state = stateOf(run.accountId);
    const folder = folderOf(engine.findings(), run.accountId);
    if (state === undefined || folder === null) {
      const failed: WarmupRun = { ...run, state: 'failed', reason: 'no-tool' };
      return note(store, failed) ? failed : null;
    }
    const claim = store.claim(run, cap);
    if (claim === 'cap-day' || claim === 'cap-week') {
      const skipped: WarmupRun = { ...run, state: 'skipped', reason: claim };
      return note(store, skipped) ? skipped : null;
    }
    if (claim !== 'claimed') return null;
    const running: WarmupRun = { ...run, state: 'running', startedAtMs: clock.nowMs() };
    if (!store.change(running, ['claimed'])) return null;
    const { outcome, observation } = await runTool(state.account, folder);
    // The folder may belong to another account by now.
    const isSameFolder = folderOf(engine.findings(), run.accountId) === folder;
    if (observation !== null && isSameFolder) engine.observe(run.accountId, observation);
    return finish(store, running, outcome);
  }

  /** Stores the end of a run. What the tool itself said may show the window at once. */
  function finish(store: WarmupStore, running: WarmupRun, outcome: ToolRun['outcome']): WarmupRun {
    const endedAtMs = clock.nowMs();
    const run: WarmupRun =
      outcome === 'done'
        ? { ...running, state: 'verifying', endedAtMs }
        : { ...running, ...startOf(outcome, running), state: 'failed', reason: outcome, endedAtMs };
    if (!store.change(run, ['running'])) return run;
    if (run.state !== 'failed') return verifyOne(store, run);
    report(run);
    return run;
  }

  function requestPoll({ key, accountId }: WarmupRun): void {
    const nowMs = clock.nowMs();
    if (nowMs - (polledAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < pollAgainMs) return;
    polledAtMs.set(key, nowMs);
    engine.expedite([accountId], 0);
  }

  /** Judges a finished run by the known figures. The result is still `verifying` while newer figures are awaited. */
  function verifyOne(store: WarmupStore, run: WarmupRun): WarmupRun {
    const nowMs = clock.nowMs();
    const endedAtMs = run.endedAtMs ?? run.claimedAtMs;
    const state = stateOf(run.accountId);
    if (state === undefined) return run;
    const verdict = verdictOf(state.facts, run.startedAtMs ?? endedAtMs, endedAtMs, nowMs);
    const isFinal = verdict.kind === 'not-started' && nowMs - endedAtMs >= notStartedAfterMs;
    if (verdict.kind === 'unknown' || (verdict.kind === 'not-started' && !isFinal)) {
      requestPoll(run);
      return run;
    }
    const resetsAtMs = verdict.kind === 'not-started' ? null : verdict.resetsAtMs;
    const seen: WarmupRun = { ...run, state: verdict.kind, resetsAtMs };
    if (store.change(seen, ['verifying'])) report(seen);
    polledAtMs.delete(run.key);
    return seen;
  }

  return {
    note,
    make,
    verify: (store, runs) => {
      const pending = runs.filter((run) => runAsOf(run, clock.nowMs()).state === 'verifying');
      return pending
        .map((run) => verifyOne(store, run))
        .some(({ state, accountId }) => {
          return state === 'verifying' && stateOf(accountId) !== undefined;
        });
    },
  };
}

/** Returns the start of a run. A tool that was not found sent no request, so its run counts for no cap. */
function startOf(outcome: ToolRunOutcome, { startedAtMs }: WarmupRun): Pick<WarmupRun, 'startedAtMs'> {
  return { startedAtMs: outcome === 'no-tool' || outcome === 'no-start' ? null : startedAtMs };
}
