import type { Failure } from '../polling/failure.ts';
import {
  type EndpointState,
  serviceWaitUntilMs,
  settledStatus,
  type SettledPollStatus,
  usageEndpointId,
} from '../polling/endpoint.ts';
import { intervalMs } from '../polling/interval.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { serviceOf } from '../providers/service.ts';
import { asksProvider, type Settings } from '../settings/settings.ts';
import type { Fact } from '../usage/fact.ts';
import { factFields, factNames } from '../usage/facts.ts';
import { assertNever } from '../assert-never.ts';
import type { AccountState } from './account-state.ts';
import { clockToleranceMs, latestOf, lastMeasuredAtMs } from '../usage/freshness.ts';
import { toolQuestion } from './scheduled-polls.ts';
import { signInState } from './sign-in.ts';

/** How current the data of an account is. These are public names of the snapshot. */
export type AccountDataState = 'fresh' | 'stale' | 'not-measured' | 'signed-out' | 'rate-limited' | 'offline' | 'error';

/** How current the data of an account is, and when its usage endpoint is polled next. */
export interface DataStateJudgement {
  readonly state: AccountDataState;
  /** The failure that causes the state; null: none does. */
  readonly failure: Failure | null;
  /** When the newest figure was true, epoch ms; null: never. */
  readonly measuredAtMs: number | null;
  readonly nextRefreshAtMs: number | null;
  /** Until when the service asked the app to wait, epoch ms; null: it did not ask. */
  readonly serviceWaitUntilMs: number | null;
  /** True: the sign-in is asleep. Its tool renews it when the user next uses the tool. */
  readonly signInAsleep: boolean;
  readonly fetching: boolean;
}

/**
 * Returns the data state of an account at a time. It judges by the usage endpoint and the age of the figures. While the
 * sign-in is asleep, the account's own tool is polled in place of the service, if the settings allow that.
 *
 * @param staleAfterMs The age at which a figure becomes stale: twice the refresh interval.
 */
export function judgeDataState(
  account: AccountState,
  staleAfterMs: number,
  settings: Settings,
  nowMs: number,
): DataStateJudgement {
  const { provider } = account.account;
  const isPolled = asksProvider(settings, provider);
  const usage = account.endpoints['usage'];
  const measuredAtMs = latestOf([usage?.fetchedAtMs ?? null, lastMeasuredAtMs(account.facts, nowMs)], nowMs);
  const link: SettledPollStatus = usage === undefined ? { kind: 'idle' } : settledStatus(usage);
  const signIn = link.kind === 'needs-sign-in' ? 'valid' : signInState(account.signIn, nowMs);
  const common = { measuredAtMs, signInAsleep: signIn === 'asleep', fetching: usage?.link.kind === 'fetching' };
  if (signIn === 'ended') {
    return {
      ...{ ...common, state: 'signed-out', nextRefreshAtMs: null, serviceWaitUntilMs: null },
      failure: { kind: 'credential-expired', expiredAtMs: account.signIn?.expiresAtMs ?? 0 },
    };
  }
  const isAsleep = signIn === 'asleep';
  const isRefreshed = isPolled && (!isAsleep || canAskTool(provider, settings));
  const judged = isAsleep ? linkWhileAsleep(link, isRefreshed, nowMs) : link;
  const nextMs = isRefreshed && judged.kind !== 'needs-sign-in' ? nextTry(usage, judged) : null;
  return {
    ...common,
    state: stateOf(judged, measuredAtMs, staleAfterMs, nowMs),
    failure: judged.kind === 'retrying' || judged.kind === 'needs-sign-in' ? judged.failure : null,
    // While the sign-in is asleep, a poll that should have been made may never be made.
    nextRefreshAtMs: isAsleep && nextMs !== null && nextMs <= nowMs ? null : nextMs,
    serviceWaitUntilMs: serviceWaitUntilMs(judged, nowMs),
  };
}

/** Returns true if the settings allow the app to ask the tool of a provider for usage. */
function canAskTool(provider: ProviderId, settings: Settings): boolean {
  return toolQuestion(provider, { settings, isEssentialOnly: () => false, canAskTools: true }) !== null;
}

/**
 * Returns the link that counts while the sign-in is asleep. Only a wait to come still counts, because no request to the
 * service replaces an older failure.
 */
function linkWhileAsleep(link: SettledPollStatus, isToolAsked: boolean, nowMs: number): SettledPollStatus {
  const isWaiting = (link.kind === 'limited' || link.kind === 'retrying') && link.untilMs > nowMs;
  return isToolAsked && isWaiting ? link : { kind: 'idle' };
}

function stateOf(
  link: SettledPollStatus,
  measuredAtMs: number | null,
  staleAfterMs: number,
  nowMs: number,
): AccountDataState {
  switch (link.kind) {
    case 'needs-sign-in':
      return isUnidentified(link.failure) ? 'error' : 'signed-out';
    case 'limited':
      return 'rate-limited';
    case 'retrying':
      return link.failure.kind === 'network' || link.failure.kind === 'timeout' ? 'offline' : 'error';
    case 'idle':
      if (measuredAtMs === null) return 'not-measured';
      return isTooOld(measuredAtMs, staleAfterMs, nowMs) ? 'stale' : 'fresh';
    default:
      return assertNever(link);
  }
}

/**
 * Returns true if there is a sign-in, but its account is not known yet. The app will soon know it, so the user need not
 * do anything.
 */
function isUnidentified(failure: Failure): boolean {
  return failure.kind === 'credential' && failure.problem === 'unidentified';
}

/**
 * Returns true if a figure is too old to be current. A figure from the future also counts as old. The app read it
 * before the clock was set back.
 */
export function isTooOld(asOfMs: number, staleAfterMs: number, nowMs: number): boolean {
  return nowMs - asOfMs >= staleAfterMs || asOfMs - nowMs > clockToleranceMs;
}

function nextTry(usage: EndpointState | undefined, link: SettledPollStatus): number | null {
  if (link.kind === 'limited' || link.kind === 'retrying') return link.untilMs;
  return usage?.nextDueAtMs ?? null;
}

/** Returns how long a figure of an endpoint is current, ms. This is twice the interval of the endpoint. */
export function figureLifeMs(
  { account }: AccountState,
  settings: Pick<Settings, 'refreshMinutes'>,
  endpointId: string,
): number {
  const { endpoints } = serviceOf(account);
  const endpoint = endpoints[endpointId] ?? endpoints[usageEndpointId];
  if (endpoint === undefined) return 0;
  const { pollInterval } = endpoint;
  return 2 * (pollInterval.isFixed === true ? pollInterval.defaultMs : intervalMs(endpoint, settings.refreshMinutes));
}

/**
 * Returns how long a fact is current, ms: by the endpoint that states it. A statement about a held reset says itself how
 * long it is valid.
 */
export function factLifeMs(
  fact: Fact<unknown>,
  state: AccountState,
  settings: Pick<Settings, 'refreshMinutes'>,
): number {
  const { holdsReset } = state.facts;
  const validUntilMs = fact === holdsReset ? (holdsReset.said?.value.validUntilMs ?? null) : null;
  if (validUntilMs !== null) return validUntilMs - (holdsReset.said?.asOfMs ?? 0);
  const name = factNames.find((each) => state.facts[each] === fact);
  return figureLifeMs(state, settings, name === undefined ? usageEndpointId : factFields[name].endpointId);
}
