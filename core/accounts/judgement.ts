import { providers } from '../providers/registry.ts';
import type { KnownIncident } from '../incidents/incident.ts';
import { currentValue, type Fact, isWithdrawn } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import { type JudgedWindow, judgeWindows } from '../usage/windows.ts';
import type {
  BlockFigure,
  ConcurrencyReading,
  PrepaidReading,
  SpendReading,
  UnavailableModel,
} from '../usage/observation.ts';
import { usageEndpointId } from '../polling/endpoint.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import { compareDecimals } from '../units/decimal.ts';
import { secondMs } from '../units/time.ts';
import type { AccountState } from './account-state.ts';
import {
  type AccountWindow,
  type Block,
  blockOf,
  holding,
  isOfAccount,
  outsideCause,
  unavailableNow,
  withStatedBlock,
} from './block.ts';
import { type DataStateJudgement, factLifeMs, figureLifeMs, isTooOld, judgeDataState } from './data-state.ts';

/** `exhausted`: the account cannot be used now, and `block` says why. `unknown`: no known figure is current. */
export type AccountUse = 'active' | 'exhausted' | 'unknown';

/** Whether an account can be used at a time. Every view uses this result and judges nothing itself. */
export interface Judgement extends DataStateJudgement {
  readonly windows: readonly AccountWindow[];
  /** Why the account cannot be used, or why this is unknown. An incident may be the reason of an active account too. */
  readonly block: Block | null;
  readonly use: AccountUse;
  /**
   * Whether credits pay for requests now: a limit of the whole account is used up, and current credits are left. The account
   * stays `exhausted`, because its plan is, and a script must not spend credits unasked.
   */
  readonly usesCredits: boolean;
  /** Returns true if a figure is not current: it is too old, or its source withdrew it. */
  readonly isStale: (fact: Fact<unknown>) => boolean;
}

/**
 * Judges an account: which figures are current, whether it can be used, and why not. A statement of the service comes
 * before its figures. Each figure is judged by its own age, even if the newest poll failed. A limit that is used up
 * until a future time stays used up. An account whose requests run beyond its limits counts as exhausted.
 *
 * @param incident What the service's status page reports now; null: nothing is known.
 */
export function judge(
  state: AccountState,
  settings: Settings,
  nowMs: number,
  incident: KnownIncident | null = null,
): Judgement {
  const { account, facts } = state;
  const lifeMs = figureLifeMs(state, settings, usageEndpointId);
  const isOld = (asOfMs: number, ownLifeMs = lifeMs): boolean => isTooOld(asOfMs, ownLifeMs, nowMs);
  const isStale = (fact: Fact<unknown>): boolean =>
    fact.said === null || isWithdrawn(fact) || isOld(fact.said.asOfMs, factLifeMs(fact, state, settings));
  const stated = holding(facts.blocked, facts, isStale(facts.blocked), nowMs);
  const beyondLimit = holding(facts.beyondLimit, facts, isStale(facts.beyondLimit), nowMs);
  const answeredAtMs = state.endpoints[usageEndpointId]?.fetchedAtMs ?? null;
  const byFigures = judgeWindows(facts.windows, nowMs).map((window): AccountWindow => ({
    ...window,
    isStale: isOld(window.asOfMs) || isMissingInNewestAnswer(window, answeredAtMs, nowMs),
  }));
  const windows = withStatedBlock(byFigures, stated, beyondLimit, nowMs);
  const ofAccount = stated !== null && isOfAccount(stated, byFigures) ? stated : null;
  const isPolled = asksProvider(settings, account.provider);
  const judgement = judgeDataState(state, lifeMs, settings, nowMs);
  // A statement about the whole account blocks every window. Then only the figures show which limits are used up.
  const limits = ofAccount === null ? withStatedBlock(byFigures, stated, null, nowMs) : byFigures;
  const known = { state, windows: limits, isStale, nowMs };
  const left = judgeRemaining(known);
  const figure = left === 'left' || left === 'unknown' ? null : { kind: left, endsAtMs: endOf(left, known) };
  const block = blockOf({ windows: limits, stated: ofAccount, beyondLimit, figure }, nowMs);
  const isReachable = judgement.state !== 'signed-out' && judgement.state !== 'not-measured';
  const isLeft = left === 'left' && isReachable ? 'active' : 'unknown';
  return {
    ...judgement,
    windows,
    block: block ?? outsideCause(isLeft, judgement, incident, isPolled),
    use: block === null ? isLeft : 'exhausted',
    usesCredits: doCreditsPay(known, block),
    isStale,
  };
}

/** What the service itself states about requests at a limit, where that is not the credits. */
const notCredits: ReadonlySet<string> = new Set([
  ...(['reserve', 'grace-period', 'lower-priority', 'spend-cap', 'workspace-credits'] as const),
]);

/** Returns whether credits pay for requests now. It does not promise that the service accepts them. */
function doCreditsPay(known: JudgementInput, block: Block | null): boolean {
  const { windows, state, isStale } = known;
  const { credits, balance } = state.facts;
  const flags = isStale(credits) ? null : currentValue(credits);
  if (block === null || flags === null || flags.overageLimitReached === true) return false;
  if (notCredits.has(block.beyondLimit?.mode ?? block.code)) return false;
  if (!windows.some(({ shape, state: each }) => shape.scope === 'account' && each === 'exhausted')) return false;
  const spend = currentSpend(known);
  if (spend !== null && isSpent(spend)) return false;
  const amount = isStale(balance) ? null : currentValue(balance);
  return flags.unlimited === true || (amount !== null && compareDecimals(amount, '0') > 0);
}

/** Returns the spend limit in force. If the usage answer names none, it comes from its own endpoint. */
export function spendInForce({ spend, monthlySpend }: Facts): Fact<SpendReading | null> {
  const isNamed = spend.said !== null && spend.said.value !== null;
  return isNamed || currentValue(monthlySpend) === null ? spend : monthlySpend;
}

/** Returns true if the newest answer of the service left this window out. Its figure is then from an earlier answer. */
function isMissingInNewestAnswer({ shape, asOfMs }: JudgedWindow, answeredAtMs: number | null, nowMs: number): boolean {
  if (shape.scope !== 'account' || answeredAtMs === null || answeredAtMs > nowMs) return false;
  return answeredAtMs - asOfMs > sameAnswerMs;
}

/** Times with a smaller difference are from one answer. */
const sameAnswerMs = secondMs;

interface JudgementInput {
  readonly state: AccountState;
  readonly windows: readonly AccountWindow[];
  readonly isStale: (fact: Fact<unknown>) => boolean;
  readonly nowMs: number;
}

/** The figure that shows that nothing is left. `left`: something is left. `unknown`: no figure is current. */
type Left = BlockFigure | 'left' | 'unknown';

/** Returns what the current figures show if no limit of the whole account is used up. */
function judgeRemaining(known: JudgementInput): Left {
  const { windows } = known;
  const { facts } = known.state;
  const current = <T>(fact: Fact<T>): T | null => (known.isStale(fact) ? null : currentValue(fact));
  const [sessions, ledger, flags] = [current(facts.concurrency), current(facts.ledger), current(facts.credits)];
  if (sessions !== null && isFull(sessions)) return 'sessions';
  if (ledger !== null) return ledger.remaining === 0 ? 'ledger' : 'left';
  if (flags?.unlimited === true || windows.some(isKnownOfAccount)) return 'left';
  const money = isPaidByKey(known.state) ? current(facts.prepaid) : null;
  if (money !== null && (money.spent === true || !hasMoney(money))) return 'prepaid';
  const spend = currentSpend(known);
  if (spend !== null && isSpent(spend) && !statesNoBlock(known)) return 'spend';
  if (money !== null || spend !== null || (sessions !== null && sessions.current !== null)) return 'left';
  const balance = flags?.hasCredits === true ? current(facts.balance) : null;
  // A balance of 0 does not block the account. The plan's own windows are unknown here and may have room.
  if (balance !== null && compareDecimals(balance, '0') > 0) return 'left';
  return remainingOfFeatures(known);
}

function isKnownOfAccount({ shape, isStale, usedPercent, state }: AccountWindow): boolean {
  return shape.scope === 'account' && !isStale && usedPercent !== null && state !== 'reset-pending';
}

/** Returns the current spend limit; null: unknown, or it has been reset since the last reading. */
function currentSpend({ state: { facts }, isStale, nowMs }: JudgementInput): SpendReading | null {
  const fact = spendInForce(facts);
  const spend = isStale(fact) ? null : currentValue(fact);
  if (spend === null || spend.used === null) return null;
  return spend.resetsAtMs !== null && spend.resetsAtMs <= nowMs ? null : spend;
}

function isSpent({ used, limit }: SpendReading): boolean {
  return used !== null && limit !== null && compareDecimals(used, limit) >= 0;
}

/** Returns true if the service currently states that nothing blocks the account. */
function statesNoBlock({ state: { facts }, isStale }: JudgementInput): boolean {
  return facts.blocked.said?.value === null && !isStale(facts.blocked);
}

/** Returns true if the balance in any currency is above 0. */
function hasMoney({ balance, further = [] }: PrepaidReading): boolean {
  return [balance, ...further.map((each) => each.balance)].some((amount) => compareDecimals(amount, '0') > 0);
}

/**
 * Returns true if the account is used with a key. Only then does prepaid money decide, because a plan works without it.
 */
function isPaidByKey({ account }: AccountState): boolean {
  return providers[account.provider].key !== undefined;
}

/**
 * Returns what the limits of single models and features show. Something is left while one of them is not used up and
 * its model is available. A reserve does not count, because the service uses it only after ordinary usage is blocked.
 * Without any such limit the models that are not available show nothing, because the other models are not known.
 */
function remainingOfFeatures(known: JudgementInput): 'left' | 'features' | 'unknown' {
  const { windows, nowMs } = known;
  const unavailable = unavailableModels(known);
  const parts = windows.filter(({ shape }) => shape.scope !== 'account' && shape.isReserve !== true);
  const isGone = (window: AccountWindow): boolean =>
    isUnavailable(window, unavailable) ||
    ((window.state === 'exhausted' || window.state === 'blocked') &&
      (!window.isStale || (window.resetsAtMs !== null && window.resetsAtMs > nowMs)));
  const isThere = (window: AccountWindow): boolean =>
    !isUnavailable(window, unavailable) &&
    !window.isStale &&
    (window.state === 'open' || window.state === 'not-started') &&
    window.usedPercent !== null;
  if (parts.some(isThere)) return 'left';
  return parts.length > 0 && parts.every(isGone) ? 'features' : 'unknown';
}

function unavailableModels({ state: { facts }, isStale, nowMs }: JudgementInput): readonly UnavailableModel[] {
  return unavailableNow(facts.unavailableModels, isStale(facts.unavailableModels), nowMs);
}

/** Returns true if the window limits a model that the service makes unavailable. Names differ in case and marks. */
function isUnavailable({ shape }: JudgedWindow, unavailable: readonly UnavailableModel[]): boolean {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return shape.name !== null && unavailable.some(({ name }) => plain(name) === plain(shape.name ?? ''));
}

/** Returns true if at least as many sessions run as the service allows. */
export function isFull({ current, limit, hardCap }: ConcurrencyReading): boolean {
  const most = hardCap ?? limit;
  return current !== null && most !== null && current >= most;
}

function endOf(figure: BlockFigure, known: JudgementInput): number | null {
  const { state, windows, nowMs } = known;
  const future = (atMs: number | null | undefined): number | null => (atMs && atMs > nowMs ? atMs : null);
  if (figure === 'spend') return future(spendInForce(state.facts).said?.value?.resetsAtMs);
  if (figure === 'ledger') return future(currentValue(state.facts.ledger)?.resetsAtMs);
  if (figure !== 'features') return null;
  const unavailable = unavailableModels(known);
  const open = windows.filter((window) => !isUnavailable(window, unavailable));
  const ends = [...open.map(({ resetsAtMs }) => resetsAtMs), ...unavailable.map(({ availableAtMs }) => availableAtMs)]
    .map(future)
    .filter((atMs) => atMs !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}
