import { providers } from '../providers/registry.ts';
import { currentValue, type Fact, isWithdrawn } from '../usage/fact.ts';
import { factFields, factNames, type Facts } from '../usage/facts.ts';
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
import { intervalMs } from '../polling/interval.ts';
import { isConnectionFailure } from '../polling/failure.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import { compareDecimals } from '../units/decimal.ts';
import { secondMs } from '../units/time.ts';
import type { AccountState } from './account-state.ts';
import { type DataStateJudgement, isTooOld, judgeDataState } from './data-state.ts';

/** `exhausted`: the account cannot work now, and `block` says why. `unknown`: no known figure is current. */
export type AccountUse = 'active' | 'exhausted' | 'unknown';

/** Why an account cannot work now, or (`unreachable`) why this is unknown: this computer cannot reach the service. */
export interface Block {
  readonly code: BlockCode;
  /** When the block ends, epoch ms; null: not known. */
  readonly endsAtMs: number | null;
  readonly cause: BlockCause;
}

export type BlockCause =
  /** This window, a limit of the whole account, is used up. */
  | { readonly kind: 'window'; readonly windowId: string }
  /** The service itself says so. */
  | { readonly kind: 'stated' }
  /** A figure beside the windows shows that nothing is left. */
  | { readonly kind: BlockFigure }
  /** No figure is current, because this computer cannot reach the service. The account may work elsewhere. */
  | { readonly kind: 'unreachable' };

export interface AccountWindow extends JudgedWindow {
  /** The figure is too old, or a newer answer of the service left the window out. */
  readonly isStale: boolean;
}

/** Whether an account can work at a time. Every view takes this and judges nothing itself. */
export interface Judgement extends DataStateJudgement {
  readonly windows: readonly AccountWindow[];
  readonly block: Block | null;
  readonly use: AccountUse;
  /** Whether a figure is not current: it is too old, or its source withdrew it. */
  readonly isStale: (fact: Fact<unknown>) => boolean;
}

/**
 * Judges an account: which figures are current, whether it can work, and why not. What the service states is used
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

/** The block where this computer cannot reach the service: region, proxy, block page or network. Null otherwise. */
function connectionBlock({ failure }: DataStateJudgement): Block | null {
  if (failure === null || !isConnectionFailure(failure)) return null;
  if (failure.kind === 'forbidden' && failure.by === 'service') return null;
  const code = failure.kind === 'forbidden' && failure.by === 'region' ? 'region' : 'network';
  return { code, endsAtMs: null, cause: { kind: 'unreachable' } };
}

/** The spend limit in force. Where the usage answer names none, it comes from the endpoint for it. */
export function spendInForce({ spend, monthlySpend }: Facts): Fact<SpendReading | null> {
  const isNamed = spend.said !== null && spend.said.value !== null;
  return isNamed || currentValue(monthlySpend) === null ? spend : monthlySpend;
}

/** How long a figure of an endpoint is current, ms: twice the interval at which the endpoint is polled. */
export function figureLifeMs(
  { account }: AccountState,
  settings: Pick<Settings, 'refreshMinutes'>,
  endpointId: string,
): number {
  const { endpoints } = providers[account.provider];
  const endpoint = endpoints[endpointId] ?? endpoints[usageEndpointId];
  if (endpoint === undefined) return 0;
  const { pollInterval: cadence } = endpoint;
  return 2 * (cadence.isFixed === true ? cadence.defaultMs : intervalMs(endpoint, settings.refreshMinutes));
}

function factLifeMs(fact: Fact<unknown>, state: AccountState, settings: Pick<Settings, 'refreshMinutes'>): number {
  const name = factNames.find((each) => state.facts[each] === fact);
  return figureLifeMs(state, settings, name === undefined ? usageEndpointId : factFields[name].endpointId);
}

/** The block that the service states. One with an end holds until then, one without holds while it is current. */
function statedBlock(fact: Fact<BlockReading | null>, isStale: boolean, nowMs: number): BlockReading | null {
  const block = currentValue(fact);
  if (block === null) return null;
  const holds = block.endsAtMs === null ? !isStale : block.endsAtMs > nowMs;
  return holds ? block : null;
}

/** A block of one known limit is no block of the account. */
function isOfAccount({ windowId }: BlockReading, { windows }: Facts): boolean {
  return windowId === undefined || !windows.some(({ id }) => isWindowOf(id, windowId));
}

function isWindowOf(id: string, limitId: string): boolean {
  return id === limitId || id.startsWith(`${limitId}:`);
}

/** The window, blocked where the service refuses the account: what is left in it cannot be used. */
function withStatedBlock(window: AccountWindow, stated: BlockReading | null, facts: Facts): AccountWindow {
  if (stated === null || (window.state !== 'open' && window.state !== 'not-started')) return window;
  const { windowId } = stated;
  const isAffected = isOfAccount(stated, facts)
    ? window.shape.scope !== 'own'
    : windowId !== undefined && isWindowOf(window.id, windowId);
  return isAffected ? { ...window, state: 'blocked' } : window;
}

/** The newest answer of the service left this window out, so its figure is of an earlier answer. */
function isMissingInNewestAnswer({ shape, asOfMs }: JudgedWindow, answeredAtMs: number | null, nowMs: number): boolean {
  if (shape.scope !== 'account' || answeredAtMs === null || answeredAtMs > nowMs) return false;
  return answeredAtMs - asOfMs > sameAnswerMs;
}

/** Times that differ by less are from one answer. */
const sameAnswerMs = secondMs;

interface JudgementInput {
  readonly state: AccountState;
  readonly windows: readonly AccountWindow[];
  readonly stated: BlockReading | null;
  readonly isStale: (fact: Fact<unknown>) => boolean;
  readonly nowMs: number;
}

/** Codes that give no reason. A window that is used up is a better reason. */
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

/** The window of the whole account that is used up and resets last. A stale one counts only until its reset. */
function usedUpWindow(windows: readonly AccountWindow[], nowMs: number): AccountWindow | null {
  const resetOf = ({ resetsAtMs }: AccountWindow): number => resetsAtMs ?? Infinity;
  return windows
    .filter(({ shape, state }) => shape.scope === 'account' && state === 'exhausted')
    .filter(({ isStale, resetsAtMs }) => !isStale || (resetsAtMs !== null && resetsAtMs > nowMs))
    .reduce<AccountWindow | null>((last, each) => (last === null || resetOf(each) > resetOf(last) ? each : last), null);
}

/** True where a window of the account is blocked and no window explains it. */
function hasBlockWithoutCause(windows: readonly AccountWindow[]): boolean {
  return windows.some(
    ({ shape, state, blockedBy, isStale }) =>
      shape.scope === 'account' && state === 'blocked' && blockedBy === null && !isStale,
  );
}

/** The figure that shows that nothing is left; `left`: something is left; `unknown`: no figure is current. */
type Left = BlockFigure | 'left' | 'unknown';

const codes: Readonly<Record<BlockFigure, BlockCode>> = {
  prepaid: 'unknown',
  spend: 'spend-cap',
  ledger: 'unknown',
  sessions: 'unknown',
  features: 'model-unavailable',
};

/** What the current figures show where no limit of the whole account is used up. */
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
  // A balance of 0 does not block the account: the plan's own windows, which are not known here, may have room.
  if (balance !== null && compareDecimals(balance, '0') > 0) return 'left';
  return remainingOfFeatures(windows, known.nowMs);
}

function isKnownOfAccount({ shape, isStale, usedPercent, state }: AccountWindow): boolean {
  return shape.scope === 'account' && !isStale && usedPercent !== null && state !== 'reset-pending';
}

/** The current spend limit; null where it has been reset since it was read. */
function currentSpend({ state: { facts }, isStale, nowMs }: JudgementInput): SpendReading | null {
  const fact = spendInForce(facts);
  const spend = isStale(fact) ? null : currentValue(fact);
  if (spend === null || spend.used === null) return null;
  return spend.resetsAtMs !== null && spend.resetsAtMs <= nowMs ? null : spend;
}

function isSpent({ used, limit }: SpendReading): boolean {
  return used !== null && limit !== null && compareDecimals(used, limit) >= 0;
}

/** True where the service currently states that nothing blocks the account. */
function statesNoBlock({ state: { facts }, isStale }: JudgementInput): boolean {
  return facts.blocked.said?.value === null && !isStale(facts.blocked);
}

/** True where the balance in any currency is above 0. */
function hasMoney({ balance, further = [] }: PrepaidReading): boolean {
  return [balance, ...further.map((each) => each.balance)].some((amount) => compareDecimals(amount, '0') > 0);
}

/** Prepaid money decides only where the account is used with a key. A plan works without it. */
function isPaidByKey({ account }: AccountState): boolean {
  return providers[account.provider].key !== undefined;
}

/** What the limits of single models and features show: something is left while one of them is not used up. */
function remainingOfFeatures(windows: readonly AccountWindow[], nowMs: number): 'left' | 'features' | 'unknown' {
  const parts = windows.filter(({ shape }) => shape.scope !== 'account');
  const isGone = ({ state, isStale, resetsAtMs }: AccountWindow): boolean =>
    (state === 'exhausted' || state === 'blocked') && (!isStale || (resetsAtMs !== null && resetsAtMs > nowMs));
  const isThere = ({ state, isStale, usedPercent }: AccountWindow): boolean =>
    !isStale && (state === 'open' || state === 'not-started') && usedPercent !== null;
  if (parts.some(isThere)) return 'left';
  return parts.length > 0 && parts.every(isGone) ? 'features' : 'unknown';
}

/** True where as many sessions run as the service allows, or more. */
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
