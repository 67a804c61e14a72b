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
import { intervalMs } from '../polling/interval.ts';
import { isConnectionFailure } from '../polling/failure.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import { compareDecimals } from '../units/decimal.ts';
import type { AccountState } from './account-state.ts';
import { type DataStateJudgement, isTooOld, judgeDataState } from './data-state.ts';

/** `exhausted`: it cannot work now, and `block` says why. `unknown`: nothing that is known is of now. */
export type AccountUse = 'active' | 'exhausted' | 'unknown';

/** Why an account cannot work now, or why it is not known whether it can (`way`). */
export interface Block {
  readonly code: BlockCode;
  /** When it ends, epoch ms; null: not known. */
  readonly endsAtMs: number | null;
  readonly cause: BlockCause;
}

export type BlockCause =
  /** A limit of the whole account is used up: that window. */
  | { readonly kind: 'window'; readonly windowId: string }
  /** The service says so outright. */
  | { readonly kind: 'stated' }
  /** A figure beside the windows says that nothing is left. */
  | { readonly kind: BlockFigure }
  /** Nothing of now is known, because the service cannot be asked from here. It may well work elsewhere. */
  | { readonly kind: 'way' };

export interface AccountWindow extends JudgedWindow {
  /** Too old for a figure of now, or left out by a newer answer of the service. */
  readonly isStale: boolean;
}

/** How an account stands at a moment. Every view asks for this and judges nothing itself. */
export interface Judgement extends DataStateJudgement {
  readonly windows: readonly AccountWindow[];
  readonly block: Block | null;
  readonly use: AccountUse;
  /** Whether a figure no longer counts as one of now: by its own age, or because its source withdrew it. */
  readonly isStale: (fact: Fact<unknown>) => boolean;
}

/**
 * The one judgement of an account: which figures are of now, whether it can work, and why not. What the
 * service says outright beats what its figures come to. A figure counts by its own age, whatever the state
 * of the link is; a limit that is used up until a time to come stays so.
 */
export function judge(state: AccountState, settings: Settings, nowMs: number): Judgement {
  const { account, facts } = state;
  const lifeMs = figureLifeMs(state, settings, 'usage');
  const isOld = (asOfMs: number, ownLifeMs = lifeMs): boolean => isTooOld(asOfMs, ownLifeMs, nowMs);
  const isStale = (fact: Fact<unknown>): boolean =>
    fact.said === null || isWithdrawn(fact) || isOld(fact.said.asOfMs, factLifeMs(fact, state, settings));
  const stated = statedBlock(facts.blocked, isStale(facts.blocked), nowMs);
  const answeredAtMs = state.endpoints['usage']?.fetchedAtMs ?? null;
  const alone = judgeWindows(facts.windows, nowMs).map((window): AccountWindow => ({
    ...window,
    isStale: isOld(window.asOfMs) || isLeftOut(window, answeredAtMs, nowMs),
  }));
  const isVague = stated !== null && vague.has(stated.code) && isOfAccount(stated, facts);
  const isExplained = isVague && usedUpWindow(alone, nowMs) !== null;
  const windows = isExplained ? alone : alone.map((window) => withStatedBlock(window, stated, facts));
  const judgement = judgeDataState(state, lifeMs, asksProvider(settings, account.provider), nowMs);
  const known = { state, windows, stated, isStale, nowMs };
  const standing = standingOf(known);
  const isKnown = standing !== 'left' && standing !== 'unknown';
  const block = blockOf(known) ?? (isKnown ? blockBy(standing, known) : null);
  const isReachable = judgement.state !== 'signed-out' && judgement.state !== 'not-measured';
  const use = block !== null ? 'exhausted' : standing === 'left' && isReachable ? 'active' : 'unknown';
  return { ...judgement, windows, block: block ?? (use === 'unknown' ? wayBlock(judgement) : null), use, isStale };
}

/** What of the way keeps the figures from being known: a country, a block page, a proxy or the network; else null. */
function wayBlock({ failure }: DataStateJudgement): Block | null {
  if (failure === null || !isConnectionFailure(failure)) return null;
  if (failure.kind === 'forbidden' && failure.by === 'service') return null;
  const code = failure.kind === 'forbidden' && failure.by === 'region' ? 'region' : 'network';
  return { code, endsAtMs: null, cause: { kind: 'way' } };
}

/** What was said of the limit in force; where the usage answer names none, by a question of its own. */
export function spendInForce({ spend, monthlySpend }: Facts): Fact<SpendReading | null> {
  const isNamed = spend.said !== null && spend.said.value !== null;
  return isNamed || currentValue(monthlySpend) === null ? spend : monthlySpend;
}

/** How long a figure of an endpoint counts as one of now: twice the interval at which it is asked. */
export function figureLifeMs(
  { account }: AccountState,
  settings: Pick<Settings, 'refreshMinutes'>,
  endpointId: string,
): number {
  const { endpoints } = providers[account.provider];
  const endpoint = endpoints[endpointId] ?? endpoints['usage'];
  if (endpoint === undefined) return 0;
  const { pollInterval: cadence } = endpoint;
  return 2 * (cadence.isFixed === true ? cadence.defaultMs : intervalMs(endpoint, settings.refreshMinutes));
}

function factLifeMs(fact: Fact<unknown>, state: AccountState, settings: Pick<Settings, 'refreshMinutes'>): number {
  const { prepaid, monthlySpend, resetCreditList } = state.facts;
  if (fact === prepaid) return figureLifeMs(state, settings, 'prepaid');
  if (fact === monthlySpend) return figureLifeMs(state, settings, 'monthly-usage');
  return figureLifeMs(state, settings, fact === resetCreditList ? 'reset-credits' : 'usage');
}

/** A statement that names its end holds until then; one that does not holds while it is of now. */
function statedBlock(fact: Fact<BlockReading | null>, isStale: boolean, nowMs: number): BlockReading | null {
  const block = currentValue(fact);
  if (block === null) return null;
  const holds = block.endsAtMs === null ? !isStale : block.endsAtMs > nowMs;
  return holds ? block : null;
}

/** A block of one limit that is known is no block of the account. */
function isOfAccount({ windowId }: BlockReading, { windows }: Facts): boolean {
  return windowId === undefined || !windows.some(({ id }) => isWindowOf(id, windowId));
}

function isWindowOf(id: string, limitId: string): boolean {
  return id === limitId || id.startsWith(`${limitId}:`);
}

/** What is left in a window cannot be used while the service refuses; which window is the reason is not said. */
function withStatedBlock(window: AccountWindow, stated: BlockReading | null, facts: Facts): AccountWindow {
  if (stated === null || (window.state !== 'open' && window.state !== 'not-started')) return window;
  const { windowId } = stated;
  const isMeant = isOfAccount(stated, facts)
    ? window.shape.scope !== 'own'
    : windowId !== undefined && isWindowOf(window.id, windowId);
  return isMeant ? { ...window, state: 'blocked' } : window;
}

/** The newest answer of the service did not speak of this window, so the figure is one of before. */
function isLeftOut({ shape, asOfMs }: JudgedWindow, answeredAtMs: number | null, nowMs: number): boolean {
  if (shape.scope !== 'account' || answeredAtMs === null || answeredAtMs > nowMs) return false;
  return answeredAtMs - asOfMs > sameMomentMs;
}

const sameMomentMs = 1000;

interface Known {
  readonly state: AccountState;
  readonly windows: readonly AccountWindow[];
  readonly stated: BlockReading | null;
  readonly isStale: (fact: Fact<unknown>) => boolean;
  readonly nowMs: number;
}

/** Reasons that name what is used up go before a word of the service that gives none. */
const vague: ReadonlySet<BlockCode> = new Set(['unknown', 'ordinary-usage-off']);

function blockOf(known: Known): Block | null {
  const { state, windows, stated, nowMs } = known;
  const outright =
    stated === null || !isOfAccount(stated, state.facts)
      ? null
      : ({ code: stated.code, endsAtMs: stated.endsAtMs, cause: { kind: 'stated' } } as const);
  if (outright !== null && !vague.has(outright.code)) return outright;
  const used = usedUpWindow(windows, nowMs);
  if (used !== null) {
    const code = used.id === 'weekly' ? 'weekly-used-up' : 'window-used-up';
    return { code, endsAtMs: used.resetsAtMs, cause: { kind: 'window', windowId: used.id } };
  }
  if (outright !== null) return outright;
  return isOneOfSeveral(windows) ? { code: 'unknown', endsAtMs: null, cause: { kind: 'stated' } } : null;
}

/** The window of the whole account that is used up and comes back last; a stale one only until its reset. */
function usedUpWindow(windows: readonly AccountWindow[], nowMs: number): AccountWindow | null {
  const comesBackAt = ({ resetsAtMs }: AccountWindow): number => resetsAtMs ?? Infinity;
  return windows
    .filter(({ shape, state }) => shape.scope === 'account' && state === 'exhausted')
    .filter(({ isStale, resetsAtMs }) => !isStale || (resetsAtMs !== null && resetsAtMs > nowMs))
    .reduce<AccountWindow | null>(
      (last, each) => (last === null || comesBackAt(each) > comesBackAt(last) ? each : last),
      null,
    );
}

function isOneOfSeveral(windows: readonly AccountWindow[]): boolean {
  return windows.some(
    ({ shape, state, blockedBy, isStale }) =>
      shape.scope === 'account' && state === 'blocked' && blockedBy === null && !isStale,
  );
}

/** A figure that leaves nothing; or what the account can work with; or nothing is known. */
type Standing = BlockFigure | 'left' | 'unknown';

const codes: Readonly<Record<BlockFigure, BlockCode>> = {
  prepaid: 'unknown',
  spend: 'spend-cap',
  ledger: 'unknown',
  sessions: 'unknown',
  features: 'model-unavailable',
};

/** What the figures of now come to where no limit of the whole account is used up. */
function standingOf(known: Known): Standing {
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
  if (spend !== null && isSpent(spend) && !saysNothingBlocks(known)) return 'spend';
  if (money !== null || spend !== null || (sessions !== null && sessions.current !== null)) return 'left';
  const balance = flags?.hasCredits === true ? current(facts.balance) : null;
  // No credits are no end where the plan's own windows are not known: it may have room there.
  if (balance !== null && compareDecimals(balance, '0') > 0) return 'left';
  return featuresOf(windows, known.nowMs);
}

function isKnownOfAccount({ shape, isStale, usedPercent, state }: AccountWindow): boolean {
  return shape.scope === 'account' && !isStale && usedPercent !== null && state !== 'reset-pending';
}

/** The spend limit in force; null where it has reset since it was read. */
function currentSpend({ state: { facts }, isStale, nowMs }: Known): SpendReading | null {
  const fact = spendInForce(facts);
  const spend = isStale(fact) ? null : currentValue(fact);
  if (spend === null || spend.used === null) return null;
  return spend.resetsAtMs !== null && spend.resetsAtMs <= nowMs ? null : spend;
}

function isSpent({ used, limit }: SpendReading): boolean {
  return used !== null && limit !== null && compareDecimals(used, limit) >= 0;
}

/** The service's own word of now that nothing stops the account. */
function saysNothingBlocks({ state: { facts }, isStale }: Known): boolean {
  return facts.blocked.said?.value === null && !isStale(facts.blocked);
}

/** Money in any currency pays. */
function hasMoney({ balance, further = [] }: PrepaidReading): boolean {
  return [balance, ...further.map((each) => each.balance)].some((amount) => compareDecimals(amount, '0') > 0);
}

/** Money paid in advance decides only where a service is paid by key; a plan works without it. */
function isPaidByKey({ account }: AccountState): boolean {
  return providers[account.provider].key !== undefined;
}

/** Limits of single models and features: something still works while one of them is left. */
function featuresOf(windows: readonly AccountWindow[], nowMs: number): 'left' | 'features' | 'unknown' {
  const parts = windows.filter(({ shape }) => shape.scope !== 'account');
  const isGone = ({ state, isStale, resetsAtMs }: AccountWindow): boolean =>
    (state === 'exhausted' || state === 'blocked') && (!isStale || (resetsAtMs !== null && resetsAtMs > nowMs));
  const isThere = ({ state, isStale, usedPercent }: AccountWindow): boolean =>
    !isStale && (state === 'open' || state === 'not-started') && usedPercent !== null;
  if (parts.some(isThere)) return 'left';
  return parts.length > 0 && parts.every(isGone) ? 'features' : 'unknown';
}

/** As many sessions as the service bears; more than that is full too. */
export function isFull({ current, limit, hardCap }: ConcurrencyReading): boolean {
  const most = hardCap ?? limit;
  return current !== null && most !== null && current >= most;
}

function blockBy(figure: BlockFigure, known: Known): Block {
  return { code: codes[figure], endsAtMs: endOf(figure, known), cause: { kind: figure } };
}

function endOf(figure: BlockFigure, { state, windows, nowMs }: Known): number | null {
  const future = (atMs: number | null | undefined): number | null => (atMs && atMs > nowMs ? atMs : null);
  if (figure === 'spend') return future(spendInForce(state.facts).said?.value?.resetsAtMs);
  if (figure === 'ledger') return future(currentValue(state.facts.ledger)?.resetsAtMs);
  if (figure !== 'features') return null;
  const ends = windows.map(({ resetsAtMs }) => future(resetsAtMs)).filter((atMs) => atMs !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}
