import { figureLifeMs } from '../accounts/data-state.ts';
import { type AccountState, namedAccount, workspaceOf } from '../accounts/account-state.ts';
import { type Judgement, judge } from '../accounts/judgement.ts';
import { type KnownIncident, type KnownIncidents, noKnownIncidents } from '../incidents/incident.ts';
import { lastMeasuredAtMs } from '../usage/freshness.ts';
import { grantFreshForMs } from '../usage/grant.ts';
import { type AccountReadings, noRecentReadings, type RecentReadings } from '../pace/readings.ts';
import { type Pace, paceOf } from '../pace/pace.ts';
import { currentValue } from '../usage/fact.ts';
import { providers } from '../providers/registry.ts';
import { serviceOf } from '../providers/service.ts';
import { type EndpointState, settledStatus } from '../polling/endpoint.ts';
import type { Settings } from '../settings/settings.ts';
import { accountNames, byName, groupOf, labelOf } from '../settings/accounts.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { Account } from '../providers/account.ts';
import { cachedForList, cachedOrder } from '../units/list-cache.ts';
import { secondMs, toIso, wholeMinuteMs } from '../units/time.ts';
import { blockedReason } from './blocked-reason.ts';
import {
  concurrencySnapshot,
  converter,
  creditsSnapshot,
  grantSnapshot,
  heldResetSnapshot,
  ledgerSnapshot,
  prepaidSnapshot,
  resetCreditsSnapshot,
  serviceSnapshot,
  spendLimitsSnapshot,
  spendSnapshot,
  unavailableModelsSnapshot,
} from './facts.ts';
import { accountMessage, failureText } from '../text/account-message.ts';
import { type Shell, startCommand } from '../providers/start-command.ts';
import { nextUp, reckoningText } from './next-up.ts';
import { shownAccounts } from './order.ts';
import { withoutNames } from './personal.ts';
import { totalsSnapshot } from './totals.ts';
import { cachedForMinute } from './minute-cache.ts';
import type { AccountSnapshot, Snapshot } from './schema.ts';
import { windowSnapshot } from './windows.ts';

/**
 * Returns the public snapshot of all accounts at a time (schema version 1). The tray, the panel, the terminal and other
 * programs all use it. The function is pure. Amounts are decimal strings.
 *
 * @param recent Returns the recent readings of an account. Left out: every pace is unknown.
 * @param incidents Returns the incident that is known of a provider. Left out: nothing is known of incidents.
 * Accounts that the user hid are in the list, and count neither in the totals nor as the next account.
 */
export function buildSnapshot(
  accounts: readonly AccountState[],
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  recent: RecentReadings = noRecentReadings,
  incidents: KnownIncidents = noKnownIncidents,
  { beforeNextUpId = null, shell = 'posix' }: NextUpTerms = {},
): Snapshot {
  const names = cachedNames(accounts.map(cachedNamedAccount), settings.accountLabels);
  const ordered = inOrder(
    accounts
      .map((account) => cachedSnapshot(recent(account), settings, locale, nowMs, incidents(account.account.provider)))
      .map((account) => withLabel(account, names.get(account.id) ?? account.label)),
  );
  const snapshots = settings.hidePersonal ? withoutNames(ordered, locale) : ordered;
  return {
    schemaVersion: 1,
    generatedAt: toIso(nowMs),
    pool: cachedTotals(snapshots, settings, locale),
    nextUp: nextUpSnapshot(
      cachedNextUp(snapshots, settings, locale, wholeMinuteMs(nowMs), beforeNextUpId),
      accounts,
      shell,
      settings,
    ),
    accounts: snapshots,
  };
}

/**
 * Makes the snapshots of some accounts in advance. `buildSnapshot` with the same arguments then takes little time within
 * the minute.
 */
export function prepareSnapshots(
  accounts: readonly AccountState[],
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  recent: RecentReadings = noRecentReadings,
  incidents: KnownIncidents = noKnownIncidents,
): void {
  for (const account of accounts)
    cachedSnapshot(recent(account), settings, locale, nowMs, incidents(account.account.provider));
}

/** What the choice of the next account depends on, beside the accounts and the settings. */
interface NextUpTerms {
  /** The account that was next before; null or left out: none. */
  readonly beforeNextUpId?: string | null;
  /** The shell of the start command. Left out: a POSIX shell. */
  readonly shell?: Shell;
}

function nextUpSnapshot(
  chosen: Omit<NonNullable<Snapshot['nextUp']>, 'command'> | null,
  states: readonly AccountState[],
  shell: Shell,
  settings: Pick<Settings, 'hidePersonal'>,
): Snapshot['nextUp'] {
  if (chosen === null) return null;
  const account = states.find((state) => state.account.id === chosen.accountId)?.account;
  return {
    ...chosen,
    command: account === undefined || settings.hidePersonal ? null : startCommand(account, shell),
  };
}

/** The choice counts for a whole minute, as the reserves do. */
const cachedNextUp = cachedForList(
  (
    snapshots: readonly AccountSnapshot[],
    settings: Settings,
    locale: LocaleContext,
    nowMs: number,
    beforeId: string | null,
  ) => {
    const chosen = nextUp(snapshots, settings, nowMs, beforeId);
    return chosen && { accountId: chosen.account.id, reason: reckoningText(chosen.reserve, locale, nowMs) };
  },
);

const cachedNames = cachedForList((accounts: readonly Account[], accountLabels: Settings['accountLabels']) =>
  accountNames(accounts, { accountLabels }),
);

const cachedTotals = cachedForList(
  (snapshots: readonly AccountSnapshot[], settings: Settings, locale: LocaleContext): Snapshot['pool'] =>
    totalsSnapshot(shownAccounts(snapshots, settings), {
      creditsPerUsd: settings.creditsPerUsd,
      convert: converter(settings, locale),
    }),
);

const namedAccounts = new WeakMap<Account, Account>();

/** Returns the account with its workspace. It returns the same object while both stay the same. */
function cachedNamedAccount(state: AccountState): Account {
  const made = namedAccount(state);
  const known = namedAccounts.get(state.account);
  if (known !== undefined && known.workspace === made.workspace) return known;
  namedAccounts.set(state.account, made);
  return made;
}

const relabelled = new WeakMap<AccountSnapshot, AccountSnapshot>();

/** Returns the account with its unique name. It returns the same object while the name stays the same. */
function withLabel(account: AccountSnapshot, label: string): AccountSnapshot {
  if (account.label === label) return account;
  const known = relabelled.get(account);
  if (known?.label === label) return known;
  const made = { ...account, label };
  relabelled.set(account, made);
  return made;
}

const cachedSnapshot = cachedForMinute(accountSnapshot, changesAtMs);

/**
 * Returns the next time at which an account changes by itself; infinity: none. Such a change happens when a stored time
 * passes or a figure becomes stale.
 */
function changesAtMs({ state }: AccountReadings, settings: Settings, nowMs: number): number {
  const { facts } = state;
  const after = (atMs: number | null | undefined, lifeMs: number): number | null =>
    atMs === null || atMs === undefined ? null : atMs + lifeMs;
  const times = [
    ...facts.windows.map((window) => currentValue(window.resetsAtMs)),
    after(lastMeasuredAtMs(facts), figureLifeMs(state, settings, 'usage')),
    ...facts.windows.map(({ usedPercent }) => after(usedPercent.said?.asOfMs, figureLifeMs(state, settings, 'usage'))),
    after(state.endpoints['usage']?.fetchedAtMs, figureLifeMs(state, settings, 'usage')),
    state.endpoints['usage']?.nextDueAtMs,
    waitEndsAtMs(state.endpoints['usage']),
    ...[
      ...[facts.credits, facts.balance, facts.spend, facts.spendLimits],
      ...[facts.concurrency, facts.ledger, facts.blocked, facts.beyondLimit, facts.resetCredits, facts.service],
    ].map(({ said }) => after(said?.asOfMs, figureLifeMs(state, settings, 'usage'))),
    after(facts.monthlySpend.said?.asOfMs, figureLifeMs(state, settings, 'monthly-usage')),
    after(facts.resetCreditList.said?.asOfMs, figureLifeMs(state, settings, 'reset-credits')),
    ...[facts.unavailableModels, facts.usableResets].map(({ said }) =>
      after(said?.asOfMs, figureLifeMs(state, settings, 'availability')),
    ),
    ...[facts.spend.said?.value, facts.monthlySpend.said?.value, ...(facts.spendLimits.said?.value ?? [])].map(
      (limit) => limit?.resetsAtMs,
    ),
    after(facts.prepaid.said?.asOfMs, figureLifeMs(state, settings, 'prepaid')),
    ...[facts.prepaid, facts.resetCredits, facts.resetCreditList].map(
      ({ said }) => said?.value.nextExpiresAtMs ?? null,
    ),
    ...(currentValue(facts.unavailableModels) ?? []).map(({ availableAtMs }) => availableAtMs),
    currentValue(facts.ledger)?.resetsAtMs ?? null,
    facts.holdsReset.said?.value.validUntilMs,
    currentValue(facts.blocked)?.endsAtMs ?? null,
    currentValue(facts.beyondLimit)?.endsAtMs ?? null,
    currentValue(facts.service)?.boxedUntilMs ?? null,
    after(facts.grant.said?.value.answeredAtMs, grantFreshForMs + 1),
  ];
  return Math.min(...times.map((atMs) => (atMs === null || atMs === undefined || atMs <= nowMs ? Infinity : atMs)));
}

function waitEndsAtMs(usage: EndpointState | undefined): number | null {
  const link = usage === undefined ? null : settledStatus(usage);
  return link?.kind === 'limited' || link?.kind === 'retrying' ? link.untilMs : null;
}

function accountSnapshot(
  { state, byWindow }: AccountReadings,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  incident: KnownIncident | null,
): AccountSnapshot {
  const { account, facts } = state;
  const service = serviceOf(account);
  // A name that the user gave the service is as personal as one of an account.
  const provider = settings.hidePersonal ? providers[account.provider] : service;
  const judgement = judge(state, settings, nowMs, incident);
  const { windows, block, isStale } = judgement;
  const convert = converter(settings, locale);
  const terms = { isStale, convert, nowMs };
  const pace = (window: Judgement['windows'][number]): Pace | null =>
    window.isStale ? null : paceOf(window, byWindow.get(window.id) ?? [], nowMs);
  const failed = failureText(judgement, provider, locale, nowMs);
  const reason = block === null ? null : blockedReason(block, windows, failed, locale, nowMs);
  return {
    id: account.id,
    provider: account.provider,
    ...(account.definition === undefined || settings.hidePersonal
      ? {}
      : { ownService: { name: service.displayName, tile: service.tile } }),
    label: labelOf(account, settings),
    group: groupOf(account, settings),
    email: account.email,
    workspace: workspaceOf(state),
    plan: currentValue(facts.plan) ?? account.plan,
    state: judgement.state,
    message: accountMessage(judgement, { provider, blocked: reason?.text ?? null, locale, nowMs }),
    use: judgement.use,
    blockedReason: reason,
    fetchedAt: isoOrNull(judgement.measuredAtMs),
    ...(state.clockAheadMs === undefined ? {} : { clockAheadSeconds: Math.round(state.clockAheadMs / secondMs) }),
    nextRefreshAt: isoOrNull(judgement.nextRefreshAtMs),
    windows: windows.map((window) => windowSnapshot(window, settings.alertAtPercent, pace(window))),
    credits: creditsInUse(creditsSnapshot(facts, isStale, settings, convert), judgement),
    grant: grantSnapshot(state, nowMs),
    spend: spendSnapshot(facts, terms),
    spendLimits: spendLimitsSnapshot(facts, terms),
    prepaid: prepaidSnapshot(facts, terms),
    resetCredits: resetCreditsSnapshot(facts, terms, judgement.use === 'exhausted'),
    holdsReset: heldResetSnapshot(facts, isStale),
    unavailableModels: unavailableModelsSnapshot(facts, terms),
    concurrency: concurrencySnapshot(facts, isStale),
    ledger: ledgerSnapshot(facts, isStale, nowMs),
    service: serviceSnapshot(facts, isStale, nowMs),
  };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms);
}

const inOrder = cachedOrder<AccountSnapshot>(
  byName,
  (one, other) => one.id === other.id && one.label === other.label && one.provider === other.provider,
);

/** Returns the credits with whether they pay for requests now, as the judgement of the account says. */
function creditsInUse(
  credits: AccountSnapshot['credits'],
  { usesCredits }: Pick<Judgement, 'usesCredits'>,
): AccountSnapshot['credits'] {
  return credits === null || !usesCredits ? credits : { ...credits, inUse: true };
}
