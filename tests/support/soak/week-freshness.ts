import type { HttpOutcome } from '../../../core/ports.ts';
import { providers } from '../../../core/providers/registry.ts';
import type { Snapshot } from '../../../core/snapshot/schema.ts';
import { minuteMs } from '../../../core/units/time.ts';
import type { WeekPlan } from './week-plan.ts';
import type { BothTimes, WeekRules } from './week-rules.ts';
import type { WeekAccount } from './week-services.ts';

interface FreshnessOptions {
  readonly accounts: readonly WeekAccount[];
  readonly plan: WeekPlan;
  readonly rules: WeekRules;
  readonly now: () => BothTimes;
}

/** Knows from outside what the app may show as fresh, and what it must show as fresh again. */
export interface FreshnessCheck {
  /** Takes down the figures of now. Returns the function that notes that the app got them. */
  readonly asOfNow: (each: WeekAccount) => () => void;
  /** The service answered a request for usage. */
  readonly answered: (each: WeekAccount, outcome: HttpOutcome, noteGood: () => void) => void;
  /** Compares what is shown with what is true. */
  readonly check: (snapshot: Snapshot) => void;
  /** The number of the service's window that the newest figures are of. */
  readonly cycle: (each: WeekAccount, windowId: string) => number;
}

interface Known {
  goodAtMs: number;
  wellSinceMs: number;
  /** When it was last shown as fresh. */
  freshAtMs: number;
  wasLate: boolean;
  readonly cycles: { session: number; weekly: number };
  /** Since when the app knows that the sign-in is refused; null: it is not, or the app does not know. */
  refusedSinceMs: number | null;
  /** Whether the app may wait after failures whose end nobody announces. */
  mayWait: boolean;
}

/** A clock may be wrong by this much, and a request takes its time. */
const toleranceMs = 2 * minuteMs;
/** The longest wait after failures, with its jitter. */
const longestBackoffMs = 22 * minuteMs;
/** How long the app leaves a tool alone that failed, with the time until the next poll. */
const toolIsLeftAloneMs = 70 * minuteMs;
/** A sign-in that fails for as long must be told. */
const mustTellAfterMs = 10 * minuteMs;

/** Makes the check for accounts that have no figures yet. */
export function createFreshnessCheck({ accounts, plan, rules, now }: FreshnessOptions): FreshnessCheck {
  const known = new Map<string, Known>();
  const byId = new Map(accounts.map((each) => [each.account.id, each]));
  for (const { account } of accounts) {
    known.set(account.id, {
      ...{
        goodAtMs: -Infinity,
        wellSinceMs: Infinity,
        freshAtMs: -Infinity,
        wasLate: false,
        cycles: { session: 0, weekly: 0 },
      },
      ...{ refusedSinceMs: null, mayWait: false },
    });
  }
  let toolTroubleAtMs = -Infinity;
  const of = (each: WeekAccount): Known => {
    const found = known.get(each.account.id);
    if (found === undefined) throw new Error(`There is no account ${each.account.id}`);
    return found;
  };
  const intervalOf = ({ account }: WeekAccount): number =>
    providers[account.provider].endpoints['usage']?.pollInterval.defaultMs ?? 0;

  function asOfNow(each: WeekAccount): () => void {
    const { trueMs } = now();
    const figures = (['session', 'weekly'] as const).map((name) => ({
      name,
      cycle: each[name].cycle,
      used: each[name].used,
    }));
    return () => {
      const state = of(each);
      state.goodAtMs = trueMs;
      for (const { name, cycle, used } of figures) {
        state.cycles[name] = cycle;
        if (hasWindows(each) && used >= 100) rules.mustTell(`exhausted ${each.account.id} ${name} #${cycle}`);
      }
    };
  }

  function isWell(each: WeekAccount, { trueMs: atMs, shownMs }: BothTimes): boolean {
    if (plan.tools(atMs) !== 'none') toolTroubleAtMs = atMs;
    const hasExpired = (each.expiresAtMs ?? Infinity) <= shownMs;
    // Nobody can ask with a sign-in that has expired until its tool is tried again.
    if (hasExpired && atMs - toolTroubleAtMs < toolIsLeftAloneMs) return false;
    // Only the account's own tool can renew a refused sign-in, and the app asks it again until it does.
    if (each.isRefused && (each.folder === null || atMs - toolTroubleAtMs < toolIsLeftAloneMs)) return false;
    return plan.computer(atMs) === 'awake' && plan.trouble(each.index, atMs) === 'none';
  }

  function checkFresh(each: WeekAccount, account: Snapshot['accounts'][number], at: BothTimes): void {
    const state = of(each);
    const intervalMs = intervalOf(each);
    if (!each.isRefused) state.refusedSinceMs = null;
    if (state.refusedSinceMs !== null && at.trueMs - state.refusedSinceMs > mustTellAfterMs) {
      rules.mustTell(`sign-in-needed ${account.id} #${each.outage}`);
    }
    const isFresh = account.state === 'fresh';
    const isShownFresh = isFresh || account.windows.some(({ stale }) => !stale);
    if (isShownFresh) rules.shownFresh(account.id, at.trueMs - state.goodAtMs, 2 * intervalMs + toleranceMs, at);
    if (!isWell(each, at)) {
      if (plan.trouble(each.index, at.trueMs) !== 'none') state.mayWait = true;
      state.wellSinceMs = Infinity;
      return;
    }
    if (state.wellSinceMs === Infinity) state.wellSinceMs = at.trueMs;
    const allowedMs = 1.1 * intervalMs + toleranceMs + (state.mayWait ? longestBackoffMs : 0);
    if (isFresh) state.freshAtMs = at.trueMs;
    const lateMs = at.trueMs - Math.max(state.wellSinceMs, state.freshAtMs);
    const isLate = lateMs > allowedMs;
    if (isLate && !state.wasLate) {
      const minutes = Math.round(lateMs / minuteMs);
      rules.breach(`${account.id} is ${account.state} although its service is well for ${minutes} minutes`, at);
    }
    state.wasLate = isLate;
    if (isFresh) state.mayWait = false;
  }

  return {
    asOfNow,
    answered: (each, outcome, noteGood) => {
      if (outcome.kind === 'body' && isUnderstood(outcome.body)) noteGood();
      if (outcome.kind !== 'failure') return;
      of(each).mayWait ||= outcome.failure.kind !== 'network' || !plan.isAnnounced(now().trueMs);
      if (outcome.failure.kind === 'unauthorised') of(each).refusedSinceMs ??= now().trueMs;
    },
    cycle: (each, windowId) => (windowId === 'weekly' ? of(each).cycles.weekly : of(each).cycles.session),
    check: (snapshot) => {
      const at = now();
      for (const account of snapshot.accounts) {
        const each = byId.get(account.id);
        if (each !== undefined) checkFresh(each, account, at);
      }
    },
  };
}

function hasWindows({ account }: WeekAccount): boolean {
  return account.provider === 'codex' || account.provider === 'claude';
}

/** False for the answer of a service that changed its format. */
function isUnderstood(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !('surprise' in body);
}
