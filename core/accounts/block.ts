import type { KnownIncident } from '../incidents/incident.ts';
import { type Failure, isConnectionFailure } from '../polling/failure.ts';
import { currentValue, type Fact } from '../usage/fact.ts';
import type { Facts } from '../usage/facts.ts';
import type {
  BeyondLimitReading,
  BlockCode,
  BlockFigure,
  BlockReading,
  UnavailableModel,
  WindowShape,
} from '../usage/observation.ts';
import { isShownOpen, type JudgedWindow } from '../usage/windows.ts';
import type { DataStateJudgement } from './data-state.ts';

/** Why an account cannot be used now, or why this is unknown. */
export interface Block {
  readonly code: BlockCode;
  /** When this reason ends, epoch ms; null: unknown. */
  readonly endsAtMs: number | null;
  readonly cause: BlockCause;
  /** How the service says that it still accepts requests; null: it does not say that. */
  readonly beyondLimit: BeyondLimitReading | null;
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
  | { readonly kind: 'unreachable'; readonly failure: Failure }
  /** The service reports a fault. It explains why figures are missing, and never makes an account exhausted. */
  | { readonly kind: 'incident'; readonly incident: KnownIncident };

/** A judged window, with whether its figure is stale. */
export interface AccountWindow extends JudgedWindow {
  /** True if the figure is too old, or if a newer answer of the service left the window out. */
  readonly isStale: boolean;
}

/** Everything that can block an account at a time. */
export interface BlockCauses {
  readonly windows: readonly AccountWindow[];
  /** The service's statement about the whole account; null: none holds. */
  readonly stated: BlockReading | null;
  readonly beyondLimit: BeyondLimitReading | null;
  /** The figure beside the windows that shows that nothing is left, and when that ends; null: none. */
  readonly figure: { readonly kind: BlockFigure; readonly endsAtMs: number | null } | null;
}

/**
 * The reasons in the order in which they are named. A used-up window comes first, because it has a name and mostly an
 * end. A reserve explains why ordinary usage is off. Figures that have no code of their own stand by their names.
 */
const order: readonly (BlockCode | 'prepaid' | 'ledger' | 'sessions')[] = [
  'weekly-used-up',
  'window-used-up',
  'model-unavailable',
  'spend-cap',
  'workspace-credits',
  'prepaid',
  'ledger',
  'reserve',
  'ordinary-usage-off',
  'paid-extra-usage',
  'grace-period',
  'lower-priority',
  'region',
  'network',
  'incident',
  'unknown',
  'sessions',
];

const figureCodes: Readonly<Record<BlockFigure, BlockCode>> = {
  prepaid: 'unknown',
  spend: 'spend-cap',
  ledger: 'unknown',
  sessions: 'unknown',
  features: 'model-unavailable',
};

/**
 * Returns the reason that is named for an account; null: nothing blocks it. The first reason of the order counts. Of
 * the same reason, one with a known end counts before one without, and a statement of the service before a figure.
 */
export function blockOf({ windows, stated, beyondLimit, figure }: BlockCauses, nowMs: number): Block | null {
  const used = usedUpWindow(windows, nowMs);
  const reasons: readonly Omit<Block, 'beyondLimit'>[] = [
    ...(used === null ? [] : [blockByWindow(used)]),
    ...(stated === null ? [] : [blockByStatement(stated.code, stated.endsAtMs)]),
    ...(beyondLimit === null ? [] : [blockByStatement(beyondLimit.mode, beyondLimit.endsAtMs)]),
    ...(figure === null
      ? []
      : [{ code: figureCodes[figure.kind], endsAtMs: figure.endsAtMs, cause: { kind: figure.kind } }]),
    ...(hasBlockWithoutCause(windows) ? [blockByStatement('unknown', null)] : []),
  ];
  const isOpenEnd = ({ endsAtMs }: Omit<Block, 'beyondLimit'>): number => Number(endsAtMs === null);
  const named = [...reasons].sort((a, b) => rankOf(a) - rankOf(b) || isOpenEnd(a) - isOpenEnd(b))[0];
  return named === undefined ? null : { ...named, beyondLimit };
}

function rankOf({ code, cause: { kind } }: Omit<Block, 'beyondLimit'>): number {
  return order.indexOf(kind === 'prepaid' || kind === 'ledger' || kind === 'sessions' ? kind : code);
}

function blockByWindow({ id, resetsAtMs }: AccountWindow): Omit<Block, 'beyondLimit'> {
  const code = id === 'weekly' ? 'weekly-used-up' : 'window-used-up';
  return { code, endsAtMs: resetsAtMs, cause: { kind: 'window', windowId: id } };
}

function blockByStatement(code: BlockCode, endsAtMs: number | null): Omit<Block, 'beyondLimit'> {
  return { code, endsAtMs, cause: { kind: 'stated' } };
}

/**
 * Returns why the figures of an account are missing, if that has a known cause outside the account; null: none is
 * known. Without current figures this is the connection, else an incident of the service. An account with current
 * figures has an incident as its reason only while its polls fail with errors of the server.
 *
 * @param use `active`, or `unknown` if no figure is current.
 * @param isPolled False: the user does not want this provider to be polled.
 */
export function outsideCause(
  use: 'active' | 'unknown',
  { failure, signInAsleep }: DataStateJudgement,
  incident: KnownIncident | null,
  isPolled: boolean,
): Block | null {
  if (use === 'active' && failure?.kind !== 'server') return null;
  const noEnd = { endsAtMs: null, beyondLimit: null };
  if (failure !== null && isConnectionFailure(failure) && !(failure.kind === 'forbidden' && failure.by === 'service')) {
    const code = failure.kind === 'forbidden' && failure.by === 'region' ? 'region' : 'network';
    return { code, ...noEnd, cause: { kind: 'unreachable', failure } };
  }
  const isOfThisComputer = signInAsleep || !isPolled || (failure !== null && localFailures.has(failure.kind));
  if (incident === null || isOfThisComputer) return null;
  return { code: 'incident', ...noEnd, cause: { kind: 'incident', incident } };
}

/** Failures that no fault of a service causes: the sign-in on this computer, and an account without a plan. */
const localFailures: ReadonlySet<Failure['kind']> = new Set(['credential', 'credential-expired', 'no-plan']);

/**
 * Returns a statement of the service with an end, if it holds; null: none holds. It holds until its end. Without an end
 * it holds while it is current. Newer figures may refute it before.
 */
export function holding<T extends BlockReading | BeyondLimitReading>(
  fact: Fact<T | null>,
  facts: Facts,
  isStale: boolean,
  nowMs: number,
): T | null {
  const statement = currentValue(fact);
  if (statement === null || isRefuted(statement, fact.said?.asOfMs ?? 0, facts)) return null;
  const holds = statement.endsAtMs === null ? !isStale : statement.endsAtMs > nowMs;
  return holds ? statement : null;
}

/**
 * Returns true if newer figures show that a statement no longer holds, such as after the user used a banked reset. The
 * limit that the statement names has room then. If it names none, a newer complete list shows room in each window. Only
 * a statement that windows explain can be refuted. A reason of its own and a reserve are none.
 *
 * @param asOfMs When the statement was true, epoch ms.
 */
function isRefuted(
  statement: BlockReading | BeyondLimitReading,
  asOfMs: number,
  { windows, windowsCompleteAsOfMs }: Facts,
): boolean {
  if (!isExplainedByWindows(statement)) return false;
  const named = windows.find(({ id }) => id === statement.reachedWindowId);
  if (named !== undefined) return isShownOpen(named, asOfMs);
  if (windowsCompleteAsOfMs === null || windowsCompleteAsOfMs <= asOfMs) return false;
  // Requests may run beyond the limit of one model. Such a limit does not block the whole account.
  const isRelevant = (scope: WindowShape['scope']): boolean =>
    scope === 'account' || (scope === 'part' && 'mode' in statement);
  const relevant = windows.filter(({ shape }) => isRelevant(shape.said?.value.scope ?? 'account'));
  return relevant.length > 0 && relevant.every((window) => isShownOpen(window, asOfMs));
}

function isExplainedByWindows(statement: BlockReading | BeyondLimitReading): boolean {
  if ('mode' in statement) return statement.mode !== 'reserve';
  return statement.code === 'unknown' && statement.windowId === undefined;
}

/**
 * Returns the models that the service does not let an account use now. A model with a stated time is unavailable until
 * then. A model without one is unavailable while the statement is current.
 */
export function unavailableNow(
  fact: Facts['unavailableModels'],
  isStale: boolean,
  nowMs: number,
): readonly UnavailableModel[] {
  return (currentValue(fact) ?? []).filter(({ availableAtMs }) =>
    availableAtMs === null ? !isStale : availableAtMs > nowMs,
  );
}

/** Codes that give no reason. A used-up window is a better reason. */
const codesWithoutReason: ReadonlySet<BlockCode> = new Set([
  'unknown',
  'ordinary-usage-off',
  'reserve',
  'paid-extra-usage',
]);

/**
 * Returns the windows as the service's own statement leaves them. If it refuses the account or one limit, the rest of
 * its windows cannot be used. The same holds while requests use a reserve or cost extra money. A statement without a
 * reason changes nothing if a used-up window explains it.
 */
export function withStatedBlock(
  windows: readonly AccountWindow[],
  stated: BlockReading | null,
  beyondLimit: BeyondLimitReading | null,
  nowMs: number,
): readonly AccountWindow[] {
  const mode = beyondLimit?.mode;
  const isOrdinaryOff = mode === 'reserve' || mode === 'paid-extra-usage';
  const statement = stated ?? (isOrdinaryOff ? { code: mode, endsAtMs: null } : null);
  if (statement === null) return windows;
  const isWhole = isOfAccount(statement, windows);
  const isExplained = isWhole && codesWithoutReason.has(statement.code) && usedUpWindow(windows, nowMs) !== null;
  return isExplained ? windows : windows.map((window) => asBlocked(window, statement, isWhole));
}

function asBlocked(window: AccountWindow, { windowId }: BlockReading, isWhole: boolean): AccountWindow {
  if (window.state !== 'open' && window.state !== 'not-started') return window;
  const isAffected = isWhole ? window.shape.scope !== 'own' : windowId !== undefined && isWindowOf(window.id, windowId);
  return isAffected ? { ...window, state: 'blocked' } : window;
}

/** Returns true if the block is for the whole account. A block of one known limit is not. */
export function isOfAccount({ windowId }: BlockReading, windows: readonly { readonly id: string }[]): boolean {
  return windowId === undefined || !windows.some(({ id }) => isWindowOf(id, windowId));
}

function isWindowOf(id: string, limitId: string): boolean {
  return id === limitId || id.startsWith(`${limitId}:`);
}

/**
 * Returns the used-up window of the whole account that is named; null: none is used up. The weekly window comes first,
 * then a window with a known reset, then the latest reset. A stale window counts only until its reset.
 */
function usedUpWindow(windows: readonly AccountWindow[], nowMs: number): AccountWindow | null {
  const used = windows
    .filter(({ shape, state }) => shape.scope === 'account' && state === 'exhausted')
    .filter(({ isStale, resetsAtMs }) => !isStale || (resetsAtMs !== null && resetsAtMs > nowMs));
  const isOther = ({ id }: AccountWindow): number => Number(id !== 'weekly');
  const resetOf = ({ resetsAtMs }: AccountWindow): number => resetsAtMs ?? 0;
  return [...used].sort((a, b) => isOther(a) - isOther(b) || resetOf(b) - resetOf(a))[0] ?? null;
}

/** Returns true if a window of the account is blocked and no window explains it. */
function hasBlockWithoutCause(windows: readonly AccountWindow[]): boolean {
  return windows.some(
    ({ shape, state, blockedBy, isStale }) =>
      shape.scope === 'account' && state === 'blocked' && blockedBy === null && !isStale,
  );
}
