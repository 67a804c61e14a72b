import { providers } from '../providers/registry.ts';
import { currentValue, type Fact, isWithdrawn } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import { type JudgedWindow, judgeWindows } from '../usage/windows.ts';
import type {
  BlockCode,
  BlockFigure,
  BlockReading,
  ConcurrencyReading,
  PrepaidReading,
  SpendReading,
} from '../usage/observation.ts';
import { usageEndpointId } from '../polling/endpoint.ts';
import { isConnectionFailure } from '../polling/failure.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import { compareDecimals } from '../units/decimal.ts';
import { secondMs } from '../units/time.ts';
import type { AccountState } from './account-state.ts';
import { type DataStateJudgement, factLifeMs, figureLifeMs, isTooOld, judgeDataState } from './data-state.ts';

/** `exhausted`: the account cannot be used now, and `block` says why. `unknown`: no known figure is current. */
export type AccountUse = 'active' | 'exhausted' | 'unknown';

/**
 * Why an account cannot be used now. With `unreachable`: why this is unknown, because this computer cannot reach the
 * service.
 */
export interface Block {
  readonly code: BlockCode;
  /** When the block ends, epoch ms; null: unknown. */
  readonly endsAtMs: number | null;
  readonly cause: BlockCause;
}

/** What blocks an account. */
export type BlockCause =
  /** This window, a limit of the whole account, is used up. */
  | { readonly kind: 'window'; readonly windowId: string }
  /** The service itself states the block. */
  | { readonly kind: 'stated' }
  /** A figure beside the windows shows that nothing is left. */
  | { readonly kind: BlockFigure }
  /** No figure is current, because this computer cannot reach the service. The account may work elsewhere. */
  | { readonly kind: 'unreachable' };

/** A judged window, with whether its figure is stale. */
export interface AccountWindow extends JudgedWindow {
  /** True if the figure is too old, or if a newer answer of the service left the window out. */
  readonly isStale: boolean;
}

/** Whether an account can be used at a time. Every view uses this result and judges nothing itself. */
export interface Judgement extends DataStateJudgement {
  readonly windows: readonly AccountWindow[];
  readonly block: Block | null;
  readonly use: AccountUse;
  /** Returns true if a figure is not current: it is too old, or its source withdrew it. */
  readonly isStale: (fact: Fact<unknown>) => boolean;
}

/**
 * Judges an account: which figures are current, whether it can be used, and why not. A statement of the service comes
 * before its figures. Each figure is judged by its own age, even if the newest poll failed. A limit that is used up
 * until a future time stays used up.
 */
export function judge(state: AccountState, settings: Settings, nowMs: number): Judgement {
  const { account, facts } = state;
  const lifeMs = figureLifeMs(state, settings, usageEndpointId);
  const isOld = (asOfMs: number, ownLifeMs = lifeMs): boolean => isTooOld(asOfMs, ownLifeMs, nowMs);
  const isStale = (fact: Fact<unknown>): boolean =>
    fact.said === null || isWithdrawn(fact) || isOld(fact.said.asOfMs, factLifeMs(fact, state, settings));
  const stated = statedBlock(facts.blocked, isStale(facts.blocked), nowMs);
  const answeredAtMs = state.endpoints[usageEndpointId]?.fetchedAtMs ?? null;
  const windowsByFigures = judgeWindows(facts.windows, nowMs).map((window): AccountWindow => ({
    ...window,
    isStale: isOld(window.asOfMs) || isMissingInNewestAnswer(window, answeredAtMs, nowMs),
  }));
  const isVague = stated !== null && codesWithoutReason.has(stated.code) && isOfAccount(stated, facts);
  const isExplainedByWindow = isVague && usedUpWindow(windowsByFigures, nowMs) !== null;
  const windows = isExplainedByWindow
    ? windowsByFigures
    : windowsByFigures.map((window) => withStatedBlock(window, stated, facts));
  const judgement = judgeDataState(state, lifeMs, asksProvider(settings, account.provider), nowMs);
  const known = { state, windows, stated, isStale, nowMs };
  const left = judgeRemaining(known);
  const isUsedUp = left !== 'left' && left !== 'unknown';
  const block = blockOf(known) ?? (isUsedUp ? blockBy(left, known) : null);
  const isReachable = judgement.state !== 'signed-out' && judgement.state !== 'not-measured';
  const use = block !== null ? 'exhausted' : left === 'left' && isReachable ? 'active' : 'unknown';
  return {
    ...judgement,
    windows,
    block: block ?? (use === 'unknown' ? connectionBlock(judgement) : null),
    use,
    isStale,
  };
}

/** Returns the block if this computer cannot reach the service: region, proxy, block page or network; null: it can. */
function connectionBlock({ failure }: DataStateJudgement): Block | null {
  if (failure === null || !isConnectionFailure(failure)) return null;
  if (failure.kind === 'forbidden' && failure.by === 'service') return null;
  const code = failure.kind === 'forbidden' && failure.by === 'region' ? 'region' : 'network';
  return { code, endsAtMs: null, cause: { kind: 'unreachable' } };
}

/** Returns the spend limit in force. If the usage answer names none, it comes from its own endpoint. */
export function spendInForce({ spend, monthlySpend }: Facts): Fact<SpendReading | null> {
  const isNamed = spend.said !== null && spend.said.value !== null;
  return isNamed || currentValue(monthlySpend) === null ? spend : monthlySpend;
}

/**
 * Returns the block that the service states; null: none holds. A block with an end holds until then. A block without an
 * end holds while the statement is current.
 */
function statedBlock(fact: Fact<BlockReading | null>, isStale: boolean, nowMs: number): BlockReading | null {
  const block = currentValue(fact);
  if (block === null) return null;
  const holds = block.endsAtMs === null ? !isStale : block.endsAtMs > nowMs;
  return holds ? block : null;
}

/** Returns true if the block is for the whole account. A block of one known limit is not. */
function isOfAccount({ windowId }: BlockReading, { windows }: Facts): boolean {
  return windowId === undefined || !windows.some(({ id }) => isWindowOf(id, windowId));
}

function isWindowOf(id: string, limitId: string): boolean {
  return id === limitId || id.startsWith(`${limitId}:`);
}

/** Returns the window as blocked if the service refuses the account. The rest of the window cannot be used then. */
function withStatedBlock(window: AccountWindow, stated: BlockReading | null, facts: Facts): AccountWindow {
  if (stated === null || (window.state !== 'open' && window.state !== 'not-started')) return window;
  const { windowId } = stated;
  const isAffected = isOfAccount(stated, facts)
    ? window.shape.scope !== 'own'
    : windowId !== undefined && isWindowOf(window.id, windowId);
  return isAffected ? { ...window, state: 'blocked' } : window;
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
  readonly stated: BlockReading | null;
  readonly isStale: (fact: Fact<unknown>) => boolean;
  readonly nowMs: number;
}

/** Codes that give no reason. A used-up window is a better reason. */
const codesWithoutReason: ReadonlySet<BlockCode> = new Set(['unknown', 'ordinary-usage-off']);

function blockOf(known: JudgementInput): Block | null {
  const { state, windows, stated, nowMs } = known;
  const ofAccount =
    stated === null || !isOfAccount(stated, state.facts)
      ? null
      : ({ code: stated.code, endsAtMs: stated.endsAtMs, cause: { kind: 'stated' } } as const);
  if (ofAccount !== null && !codesWithoutReason.has(ofAccount.code)) return ofAccount;
  const used = usedUpWindow(windows, nowMs);
  if (used !== null) {
    const code = used.id === 'weekly' ? 'weekly-used-up' : 'window-used-up';
    return { code, endsAtMs: used.resetsAtMs, cause: { kind: 'window', windowId: used.id } };
  }
  if (ofAccount !== null) return ofAccount;
  return hasBlockWithoutCause(windows) ? { code: 'unknown', endsAtMs: null, cause: { kind: 'stated' } } : null;
}

/**
 * Returns the used-up window of the whole account with the latest reset; null: none. A stale window counts only until
 * its reset.
 */
function usedUpWindow(windows: readonly AccountWindow[], nowMs: number): AccountWindow | null {
  const resetOf = ({ resetsAtMs }: AccountWindow): number => resetsAtMs ?? Infinity;
  return windows
    .filter(({ shape, state }) => shape.scope === 'account' && state === 'exhausted')
    .filter(({ isStale, resetsAtMs }) => !isStale || (resetsAtMs !== null && resetsAtMs > nowMs))
    .reduce<AccountWindow | null>((last, each) => (last === null || resetOf(each) > resetOf(last) ? each : last), null);
}

/** Returns true if a window of the account is blocked and no window explains it. */
function hasBlockWithoutCause(windows: readonly AccountWindow[]): boolean {
  return windows.some(
    ({ shape, state, blockedBy, isStale }) =>
      shape.scope === 'account' && state === 'blocked' && blockedBy === null && !isStale,
  );
}

/** The figure that shows that nothing is left. `left`: something is left. `unknown`: no figure is current. */
type Left = BlockFigure | 'left' | 'unknown';

const codes: Readonly<Record<BlockFigure, BlockCode>> = {
  prepaid: 'unknown',
  spend: 'spend-cap',
  ledger: 'unknown',
  sessions: 'unknown',
  features: 'model-unavailable',
};

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
  return remainingOfFeatures(windows, known.nowMs);
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
 * Returns what the limits of single models and features show. Something is left while one of them is not used up. A
 * reserve does not count, because the service uses it only after ordinary usage is blocked.
 */
function remainingOfFeatures(windows: readonly AccountWindow[], nowMs: number): 'left' | 'features' | 'unknown' {
  const parts = windows.filter(({ shape }) => shape.scope !== 'account' && shape.isReserve !== true);
  const isGone = ({ state, isStale, resetsAtMs }: AccountWindow): boolean =>
    (state === 'exhausted' || state === 'blocked') && (!isStale || (resetsAtMs !== null && resetsAtMs > nowMs));
  const isThere = ({ state, isStale, usedPercent }: AccountWindow): boolean =>
    !isStale && (state === 'open' || state === 'not-started') && usedPercent !== null;
  if (parts.some(isThere)) return 'left';
  return parts.length > 0 && parts.every(isGone) ? 'features' : 'unknown';
}

/** Returns true if at least as many sessions run as the service allows. */
export function isFull({ current, limit, hardCap }: ConcurrencyReading): boolean {
  const most = hardCap ?? limit;
  return current !== null && most !== null && current >= most;
}

function blockBy(figure: BlockFigure, known: JudgementInput): Block {
  return { code: codes[figure], endsAtMs: endOf(figure, known), cause: { kind: figure } };
}

function endOf(figure: BlockFigure, { state, windows, nowMs }: JudgementInput): number | null {
  const future = (atMs: number | null | undefined): number | null => (atMs && atMs > nowMs ? atMs : null);
  if (figure === 'spend') return future(spendInForce(state.facts).said?.value?.resetsAtMs);
  if (figure === 'ledger') return future(currentValue(state.facts.ledger)?.resetsAtMs);
  if (figure !== 'features') return null;
  const ends = windows.map(({ resetsAtMs }) => future(resetsAtMs)).filter((atMs) => atMs !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}
