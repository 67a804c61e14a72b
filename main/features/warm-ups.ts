import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Clock } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { type Confirmation, warmupConfirmation } from '../../core/settings/confirmation.ts';
import { asksProvider, type Settings } from '../../core/settings/settings.ts';
import { decideWarmup, quietAfterSignInMs, type WarmupDecision } from '../../core/warm-ups/decide.ts';
import { manualRun, runAsOf, scheduledRun, type WarmupRun, type WarmupStore } from '../../core/warm-ups/run.ts';
import {
  localDate,
  localTime,
  nextMomentMs,
  type ScheduleCalendar,
  type ScheduledTime,
  scheduledTimesBetween,
} from '../../core/warm-ups/schedule.ts';
import { hasRoom, type NextOccurrence, type WarmupCap, type WindowWarmup } from '../../core/warm-ups/settings.ts';
import { refusalText, runText } from '../../core/warm-ups/text.ts';
import type { WarmupTryAnswer } from '../../core/warm-ups/view-model.ts';
import { type WarmupsData, warmupsView } from '../../core/warm-ups/view.ts';
import { createScheduledRefresh, createSignIns } from './scheduled-refresh.ts';
import { createWarmupRuns, type WarmupRunsDependencies } from './warm-up-runs.ts';
import { usageEndpointId } from '../../core/polling/endpoint.ts';

export interface WarmupDependencies extends WarmupRunsDependencies {
  readonly settings: () => Settings;
  /** IANA name of the time zone of the scheduled times. */
  readonly timeZone: () => string;
  readonly nextOccurrence: NextOccurrence;
  /** The stored runs. Null: nothing can be stored, so nothing is run. */
  readonly ledger: () => Promise<WarmupStore | null>;
}

/** Scheduled refreshes and window warm-ups. It has no timer; the engine calls it every minute and at each change. */
export interface Warmups {
  /** Runs what is due. Call after every change of the engine and at every whole minute, as `Engine.subscribe` does. */
  readonly check: () => void;
  /** Resolves when no pass is running. */
  readonly idle: () => Promise<void>;
  /** The runs of the last eight days with their current state. Null: they cannot be read. */
  readonly recent: () => Promise<readonly WarmupRun[] | null>;
  /** Makes one run that the user has confirmed. Resolves when the tool ended, or with the reason why there is none. */
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
const pollAgainMs = 3 * 60_000;
const spreadMs = 30_000;
const minKnownForMs = 3 * 60_000;

/** Makes the warm-ups. Call after `Engine.load`: accounts that are known then did not just sign in. */
export function createWarmups(dependencies: WarmupDependencies): Warmups {
  const { clock, engine, settings } = dependencies;
  const runs = createWarmupRuns(dependencies);
  const signIns = createSignIns(engine.accounts());
  const isRefreshDue = createScheduledRefresh(clock.nowMs());
  const polledAtMs = new Map<string, number>();
  let chosen: readonly [readonly WindowWarmup[], WarmupCap] | null = null;
  let wakeAtMs = 0;
  let lastCheckMs = 0;
  let currentPass: Promise<void> | null = null;
  let isRepeatWanted = false;
  let isAwaited = false;
  let isStopped = false;

  const calendar = (): ScheduleCalendar => ({ timeZone: dependencies.timeZone(), next: dependencies.nextOccurrence });

  function check(): void {
    if (isStopped) return;
    const nowMs = clock.nowMs();
    signIns.check(engine.accounts(), nowMs);
    const { windowWarmups, windowWarmupCap, refreshSlots } = settings();
    if (isRefreshDue(refreshSlots, calendar(), nowMs)) engine.expedite(settledAccounts(nowMs), spreadMs);
    if (chosen?.[0] !== windowWarmups || chosen[1] !== windowWarmupCap || nowMs < lastCheckMs) wakeAtMs = 0;
    chosen = [windowWarmups, windowWarmupCap];
    lastCheckMs = nowMs;
    if (nowMs >= wakeAtMs) startPass();
  }

  function startPass(): void {
    isRepeatWanted = currentPass !== null;
    currentPass ??= pass()
      .catch((cause: unknown) => dependencies.log.error('Warm-ups were not looked at', cause))
      .finally(() => {
        currentPass = null;
        if (isRepeatWanted && !isStopped) startPass();
      });
  }

  async function pass(): Promise<void> {
    const { windowWarmups, windowWarmupCap } = settings();
    const wanted = hasRoom(windowWarmupCap) ? windowWarmups.filter(({ enabled }) => enabled) : [];
    if (wanted.length === 0 && !isAwaited) {
      wakeAtMs = Number.POSITIVE_INFINITY;
      return;
    }
    const ledger = await dependencies.ledger();
    const nowMs = clock.nowMs();
    const kept = ledger?.since(nowMs - lookBackMs - quietAfterSignInMs) ?? null;
    if (ledger === null || kept === null) {
      wakeAtMs = nowMs + pollAgainMs;
      return;
    }
    isAwaited = runs.verify(ledger, kept);
    isAwaited = (await runDue(ledger, wanted, new Set(kept.map(({ key }) => key)))) || isAwaited;
    wakeAtMs = isAwaited ? 0 : (nextMomentMs(wanted, calendar(), nowMs) ?? Number.POSITIVE_INFINITY);
  }

  async function runDue(
    ledger: WarmupStore,
    wanted: readonly WindowWarmup[],
    kept: ReadonlySet<string>,
  ): Promise<boolean> {
    const nowMs = clock.nowMs();
    const due = new Map<string, ScheduledTime>();
    for (const slot of scheduledTimesBetween(wanted, calendar(), nowMs - lookBackMs, nowMs)) {
      if (!kept.has(slot.key) && slot.atMs >= slot.warmup.sinceMs) due.set(slot.key, slot);
    }
    const newest = new Map([...due.values()].map((slot) => [slot.warmup.accountId, slot.key]));
    let isWaiting = false;
    for (const slot of due.values()) {
      if (isStopped) return false;
      const isNewest = newest.get(slot.warmup.accountId) === slot.key;
      isWaiting = (await runScheduled(ledger, slot, isNewest)) || isWaiting;
    }
    return isWaiting;
  }

  /** Handles one scheduled time. True: it waits for newer figures. */
  async function runScheduled(ledger: WarmupStore, slot: ScheduledTime, isNewest: boolean): Promise<boolean> {
    const nowMs = clock.nowMs();
    const { accountId, graceMinutes } = slot.warmup;
    const graceMs = graceMinutes * 60_000;
    const canRefresh = isNewest && nowMs - slot.atMs < graceMs - 60_000;
    const decision = decide(ledger, accountId, { slotAtMs: slot.atMs, graceMs, canRefresh });
    if (!isNewest && !(decision.kind === 'skip' && decision.reason === 'too-late')) {
      runs.note(ledger, scheduledRun(slot, 'skipped', 'replaced', nowMs));
      return false;
    }
    switch (decision.kind) {
      case 'refresh':
        requestPoll(slot, nowMs);
        return true;
      case 'run': {
        const made = await runs.make(ledger, scheduledRun(slot, 'claimed', null, nowMs), settings().windowWarmupCap);
        return made?.state === 'verifying';
      }
      case 'already-open':
        runs.note(ledger, { ...scheduledRun(slot, 'already-open', null, nowMs), resetsAtMs: decision.resetsAtMs });
        return false;
      default:
        runs.note(ledger, scheduledRun(slot, 'skipped', decision.reason, nowMs));
        return false;
    }
  }

  function decide(
    ledger: WarmupStore,
    accountId: string,
    how: { readonly slotAtMs: number; readonly graceMs: number; readonly canRefresh: boolean },
    knownForMs?: number,
  ): WarmupDecision {
    const state = engine.accounts().find(({ account }) => account.id === accountId);
    const provider = state?.account.provider;
    const endpoint = provider === undefined ? undefined : providers[provider].endpoints[usageEndpointId];
    return decideWarmup({
      ...how,
      state,
      isAsked: provider !== undefined && asksProvider(settings(), provider),
      signedInAtMs: signedInAtMs(ledger, accountId),
      knownForMs: knownForMs ?? Math.max(minKnownForMs, endpoint?.pollInterval.minimumMs ?? 0),
      nowMs: clock.nowMs(),
    });
  }

  function signedInAtMs(ledger: WarmupStore, accountId: string): number {
    const seenAtMs = signIns.seenAtMs(accountId);
    return ledger.signInSeen(accountId, seenAtMs ?? 0, seenAtMs !== null);
  }

  function requestPoll({ key, warmup }: ScheduledTime, nowMs: number): void {
    if (nowMs - (polledAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < pollAgainMs) return;
    if (polledAtMs.size > 100) polledAtMs.clear();
    polledAtMs.set(key, nowMs);
    engine.expedite([warmup.accountId], 0);
  }

  function settledAccounts(nowMs: number): readonly string[] {
    return engine
      .accounts()
      .map(({ account }) => account.id)
      .filter((id) => Math.abs(nowMs - (signIns.seenAtMs(id) ?? Number.NEGATIVE_INFINITY)) >= quietAfterSignInMs);
  }

  return {
    check,
    idle: async () => {
      while (currentPass !== null) await currentPass;
    },
    recent: async () => {
      const nowMs = clock.nowMs();
      const kept = (await dependencies.ledger())?.since(nowMs - recentMs) ?? null;
      return kept === null ? null : kept.map((run) => runAsOf(run, nowMs));
    },
    runNow: async (accountId) => {
      const ledger = await dependencies.ledger();
      if (ledger === null) return { kind: 'not-kept' };
      const nowMs = clock.nowMs();
      const how = { slotAtMs: nowMs, graceMs: pollAgainMs, canRefresh: false };
      const decision = decide(ledger, accountId, how, Number.POSITIVE_INFINITY);
      if (decision.kind !== 'run') {
        return decision.kind === 'refresh' ? { kind: 'not-kept' } : { kind: 'refused', decision };
      }
      const timeZone = dependencies.timeZone();
      const when = { date: localDate(nowMs, timeZone), time: localTime(nowMs, timeZone), timeZone };
      const run = await runs.make(ledger, manualRun(accountId, when, nowMs), null);
      isAwaited = run?.state === 'verifying' || isAwaited;
      wakeAtMs = 0;
      return run === null ? { kind: 'taken' } : { kind: 'ran', run };
    },
    stop: () => void (isStopped = true),
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
