import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Clock } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { type Confirmation, warmupConfirmation } from '../../core/settings/confirmation.ts';
import { asksProvider, type Settings } from '../../core/settings/settings.ts';
import { decideWarmup, quietAfterSignInMs, type WarmupDecision } from '../../core/warm-ups/decide.ts';
import {
  dueTimes,
  newPassState,
  type PassEvent,
  type PassOutcome,
  type PassState,
  passStep,
} from '../../core/warm-ups/pass.ts';
import { manualRun, runAsOf, scheduledRun, type WarmupRun, type WarmupStore } from '../../core/warm-ups/run.ts';
import {
  localDate,
  localTime,
  nextMomentMs,
  type ScheduleCalendar,
  type ScheduledTime,
} from '../../core/warm-ups/schedule.ts';
import { hasRoom, type NextOccurrence, type WindowWarmup } from '../../core/settings/warm-ups.ts';
import { refusalText, runText } from '../../core/warm-ups/text.ts';
import type { WarmupTryAnswer } from '../../core/warm-ups/view-model.ts';
import { type WarmupsData, warmupsView } from '../../core/warm-ups/view.ts';
import { createScheduledRefresh, createSignIns } from './scheduled-refresh.ts';
import { createWarmupRuns, type WarmupRunsDependencies } from './warm-up-runs.ts';
import { usageEndpointId } from '../../core/polling/endpoint.ts';

export interface WarmupDependencies extends WarmupRunsDependencies {
  readonly settings: () => Settings;
  /** The IANA name of the user's time zone. */
  readonly timeZone: () => string;
  readonly nextOccurrence: NextOccurrence;
  /** null: no record can be stored, so no run is made. */
  readonly store: () => Promise<WarmupStore | null>;
}

/** Scheduled polls and warm-ups. It has no timer: the engine calls `check` every minute and after every change. */
export interface Warmups {
  /** Makes the polls and runs whose time has come. Call it after every change and at every whole minute. */
  readonly check: () => void;
  /** Resolves after the running pass and those that must follow it. */
  readonly idle: () => Promise<void>;
  /** The runs of the last eight days; null: the store cannot be read. */
  readonly recent: () => Promise<readonly WarmupRun[] | null>;
  /** Makes a run that the user has confirmed, or says why not. It resolves after the tool has ended. */
  readonly runNow: (accountId: string) => Promise<ManualRunOutcome>;
  readonly stop: () => void;
}

type ManualRunOutcome =
  | { readonly kind: 'ran'; readonly run: WarmupRun }
  | { readonly kind: 'refused'; readonly decision: Exclude<WarmupDecision, { kind: 'run' | 'refresh' }> }
  /** Another run of this account was made a moment ago. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'not-kept' };

const lookBackMs = 24 * 3_600_000;
const recentMs = 8 * 24 * 3_600_000;
const expediteAgainMs = 3 * 60_000;
const manualGraceMs = 3 * 60_000;
const spreadMs = 30_000;
const minKnownForMs = 3 * 60_000;

/**
 * Makes scheduled polls and warm-ups. Call it after the engine has loaded its accounts: an account that appears
 * later counts as one that has just signed in.
 */
export function createWarmups(dependencies: WarmupDependencies): Warmups {
  const { clock, engine, settings } = dependencies;
  const runs = createWarmupRuns(dependencies);
  const signIns = createSignIns(engine.accounts());
  const isRefreshDue = createScheduledRefresh(clock.nowMs());
  const expeditedAtMs = new Map<string, number>();
  let state: PassState = newPassState;
  let running: Promise<void> | null = null;

  const calendar = (): ScheduleCalendar => ({ timeZone: dependencies.timeZone(), next: dependencies.nextOccurrence });

  function dispatch(event: PassEvent): void {
    const step = passStep(state, event, clock.nowMs());
    state = step.state;
    if (step.startsPass) startPass();
  }

  function check(): void {
    if (state.isStopped) return;
    const nowMs = clock.nowMs();
    signIns.check(engine.accounts(), nowMs);
    const { windowWarmups, windowWarmupCap, refreshSlots } = settings();
    if (isRefreshDue(refreshSlots, calendar(), nowMs)) engine.expedite(longSignedIn(nowMs), spreadMs);
    dispatch({ kind: 'check', settings: { schedules: windowWarmups, cap: windowWarmupCap } });
  }

  function startPass(): void {
    running = pass()
      .catch((cause: unknown): PassOutcome => {
        dependencies.log.error('The warm-up schedules could not be checked', cause);
        return { kind: 'failed' };
      })
      .then((outcome) => {
        running = null;
        dispatch({ kind: 'ended', outcome });
      });
  }

  /** Verifies earlier runs and takes the scheduled times that have come. */
  async function pass(): Promise<PassOutcome> {
    const { windowWarmups, windowWarmupCap } = settings();
    const schedules = hasRoom(windowWarmupCap) ? windowWarmups.filter(({ enabled }) => enabled) : [];
    if (schedules.length === 0 && !state.isWaiting) return { kind: 'nothing-to-do' };
    const store = await dependencies.store();
    const nowMs = clock.nowMs();
    const recorded = store?.since(nowMs - lookBackMs - quietAfterSignInMs) ?? null;
    if (store === null || recorded === null) return { kind: 'unreadable', atMs: nowMs };
    dispatch({ kind: 'verified', isWaiting: runs.verify(store, recorded) });
    const isWaiting = await takeDueTimes(store, schedules, new Set(recorded.map(({ key }) => key)));
    return { kind: 'done', isWaiting, nextScheduledMs: nextMomentMs(schedules, calendar(), nowMs) };
  }

  /** True if one of the scheduled times waits for newer figures. */
  async function takeDueTimes(
    store: WarmupStore,
    schedules: readonly WindowWarmup[],
    recordedKeys: ReadonlySet<string>,
  ): Promise<boolean> {
    const nowMs = clock.nowMs();
    let isWaiting = false;
    for (const { time, isNewest } of dueTimes(schedules, calendar(), recordedKeys, nowMs - lookBackMs, nowMs)) {
      if (state.isStopped) return false;
      isWaiting = (await take(store, time, isNewest)) || isWaiting;
    }
    return isWaiting;
  }

  /** Does what the decision about a scheduled time says. True if it waits for newer figures. */
  async function take(store: WarmupStore, time: ScheduledTime, isNewest: boolean): Promise<boolean> {
    const nowMs = clock.nowMs();
    const { accountId, graceMinutes } = time.warmup;
    const graceMs = graceMinutes * 60_000;
    const canRefresh = isNewest && nowMs - time.atMs < graceMs - 60_000;
    const decision = decide(store, accountId, { slotAtMs: time.atMs, graceMs, canRefresh });
    if (!isNewest && !(decision.kind === 'skip' && decision.reason === 'too-late')) {
      runs.note(store, scheduledRun(time, 'skipped', 'replaced', nowMs));
      return false;
    }
    switch (decision.kind) {
      case 'refresh':
        expediteFor(time, nowMs);
        return true;
      case 'run': {
        const made = await runs.make(store, scheduledRun(time, 'claimed', null, nowMs), settings().windowWarmupCap);
        return made?.state === 'verifying';
      }
      case 'already-open':
        runs.note(store, { ...scheduledRun(time, 'already-open', null, nowMs), resetsAtMs: decision.resetsAtMs });
        return false;
      default:
        runs.note(store, scheduledRun(time, 'skipped', decision.reason, nowMs));
        return false;
    }
  }

  function decide(
    store: WarmupStore,
    accountId: string,
    conditions: { readonly slotAtMs: number; readonly graceMs: number; readonly canRefresh: boolean },
    knownForMs?: number,
  ): WarmupDecision {
    const account = engine.accounts().find((each) => each.account.id === accountId);
    const provider = account?.account.provider;
    const endpoint = provider === undefined ? undefined : providers[provider].endpoints[usageEndpointId];
    return decideWarmup({
      ...conditions,
      state: account,
      isAsked: provider !== undefined && asksProvider(settings(), provider),
      signedInAtMs: signedInAtMs(store, accountId),
      knownForMs: knownForMs ?? Math.max(minKnownForMs, endpoint?.pollInterval.minimumMs ?? 0),
      asksTool: !waitsForSignIn(accountId),
      nowMs: clock.nowMs(),
    });
  }

  /** Returns true if nothing polls usage until the tool renews the sign-in. */
  function waitsForSignIn(accountId: string): boolean {
    return engine
      .nextPolls()
      .some(
        (each) =>
          each.accountId === accountId && each.endpointId === usageEndpointId && each.outlook.kind === 'sign-in-asleep',
      );
  }

  function signedInAtMs(store: WarmupStore, accountId: string): number {
    const seenAtMs = signIns.seenAtMs(accountId);
    return store.signInSeen(accountId, seenAtMs ?? 0, seenAtMs !== null);
  }

  /** Expedites the poll of an account, at most once in three minutes for one scheduled time. */
  function expediteFor({ key, warmup }: ScheduledTime, nowMs: number): void {
    if (nowMs - (expeditedAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < expediteAgainMs) return;
    if (expeditedAtMs.size > 100) expeditedAtMs.clear();
    expeditedAtMs.set(key, nowMs);
    engine.expedite([warmup.accountId], 0);
  }

  /** The accounts whose sign-in is old enough for a scheduled poll. */
  function longSignedIn(nowMs: number): readonly string[] {
    return engine
      .accounts()
      .map(({ account }) => account.id)
      .filter((id) => Math.abs(nowMs - (signIns.seenAtMs(id) ?? Number.NEGATIVE_INFINITY)) >= quietAfterSignInMs);
  }

  return {
    check,
    idle: async () => {
      while (running !== null) await running;
    },
    recent: async () => {
      const nowMs = clock.nowMs();
      const recorded = (await dependencies.store())?.since(nowMs - recentMs) ?? null;
      return recorded === null ? null : recorded.map((run) => runAsOf(run, nowMs));
    },
    runNow: async (accountId) => {
      const store = await dependencies.store();
      if (store === null) return { kind: 'not-kept' };
      const nowMs = clock.nowMs();
      const conditions = { slotAtMs: nowMs, graceMs: manualGraceMs, canRefresh: false };
      const decision = decide(store, accountId, conditions, Number.POSITIVE_INFINITY);
      if (decision.kind !== 'run') {
        return decision.kind === 'refresh' ? { kind: 'not-kept' } : { kind: 'refused', decision };
      }
      const timeZone = dependencies.timeZone();
      const when = { date: localDate(nowMs, timeZone), time: localTime(nowMs, timeZone), timeZone };
      const run = await runs.make(store, manualRun(accountId, when, nowMs), null);
      dispatch({ kind: 'run-now-ended', isWaiting: run?.state === 'verifying' });
      return run === null ? { kind: 'taken' } : { kind: 'ran', run };
    },
    stop: () => dispatch({ kind: 'stop' }),
  };
}

interface WarmupTrialDependencies {
  readonly clock: Clock;
  readonly locale: () => LocaleContext;
  readonly warmups: Pick<Warmups, 'runNow'>;
  readonly known: () => Promise<WarmupsData>;
}

/** Shows the user the command that will run. True: the user agreed. */
export type ConfirmWarmup = (question: Confirmation) => Promise<boolean>;

/** Makes the function for a run that the user starts. It asks with the command, and runs it once if the user agrees. */
export function createWarmupTrial({
  clock,
  locale,
  warmups,
  known,
}: WarmupTrialDependencies): (accountId: string, confirm: ConfirmWarmup) => Promise<WarmupTryAnswer> {
  const no = (message: string | null): WarmupTryAnswer => ({ ok: false, message });

  async function run(accountId: string): Promise<WarmupTryAnswer> {
    const outcome = await warmups.runNow(accountId);
    const { t } = locale();
    switch (outcome.kind) {
      case 'ran':
        return {
          ok: outcome.run.state !== 'failed',
          message: runText(outcome.run, locale(), clock.nowMs()),
        };
      case 'refused':
        return no(refusalText(outcome.decision, locale(), clock.nowMs()));
      default:
        return no(t(outcome.kind === 'taken' ? 'warmups.try-taken' : 'warmups.not-kept'));
    }
  }

  return async (accountId, confirm) => {
    const { t } = locale();
    const account = warmupsView(await known(), locale(), clock.nowMs()).accounts.find(({ id }) => id === accountId);
    if (account === undefined) return no(t('warmups.skip.no-account'));
    if (account.command === null) return no(t('warmups.fail.no-tool'));
    return (await confirm(warmupConfirmation(account.label, account.command, { t }))) ? run(accountId) : no(null);
  };
}
