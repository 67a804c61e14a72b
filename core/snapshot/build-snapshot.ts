import type { AccountState } from '../accounts/account-state.ts';
import { type AccountJudgement, isTooOld, judgeAccount } from '../accounts/judge-account.ts';
import { newestAsOfMs } from '../accounts/newest.ts';
import { grantFreshForMs } from '../quota/grant-freshness.ts';
import { type AccountReadings, noRecentReadings, type RecentReadings } from '../pace/account-readings.ts';
import { type Pace, paceOf } from '../pace/pace.ts';
import { type JudgedWindow, judgeWindows } from '../quota/judge-windows.ts';
import { currentValue, isWithdrawn } from '../quota/fact.ts';
import { providers } from '../providers/registry.ts';
import { intervalMs } from '../refresh/cadence.ts';
import type { Settings } from '../settings/settings.ts';
import { groupOf, labelOf } from '../settings/account-names.ts';
import { asksProvider } from '../settings/asks-provider.ts';
import type { Reader } from '../translate.ts';
import { toIso } from '../units/time.ts';
import { converter } from './convert.ts';
import { creditsSnapshot } from './credits-snapshot.ts';
import { grantSnapshot } from './grant-snapshot.ts';
import { accountMessage } from './message.ts';
import { prepaidSnapshot, resetCreditsSnapshot, spendLimitsSnapshot, spendSnapshot } from './money-snapshot.ts';
import { concurrencySnapshot, ledgerSnapshot, serviceSnapshot } from './metered-snapshot.ts';
import { poolSnapshot } from './pool-snapshot.ts';
import { rememberedForMinute } from './remembered.ts';
import type { AccountSnapshot, Snapshot } from './snapshot.ts';
import { windowSnapshot } from './window-snapshot.ts';

/**
 * The public snapshot of all accounts at a moment (interfaces.md, schema version 1): the one source
 * of the tray, the panel, the terminal and other programs. Pure; amounts are decimal strings.
 *
 * @param recent What was read of each account lately; left out: no pace is known.
 */
export function buildSnapshot(
  accounts: readonly AccountState[],
  settings: Settings,
  reader: Reader,
  nowMs: number,
  recent: RecentReadings = noRecentReadings,
): Snapshot {
  const snapshots = accounts
    .map((account) => rememberedSnapshot(recent(account), settings, reader, nowMs))
    .sort(byName);
  const terms = {
    withdrawnBalances: idsWhere(accounts, ({ facts }) => isWithdrawn(facts.balance)),
    withdrawnPrepaid: idsWhere(accounts, ({ facts }) => isWithdrawn(facts.prepaid)),
    creditsPerUsd: settings.creditsPerUsd,
    convert: converter(settings, reader),
  };
  return {
    schemaVersion: 1,
    generatedAt: toIso(nowMs),
    pool: poolSnapshot(snapshots, terms),
    accounts: snapshots,
  };
}

const rememberedSnapshot = rememberedForMinute(accountSnapshot, changesAtMs);

/** Within a minute an account changes by itself only where a time passes, or its figures turn stale. */
function changesAtMs({ state }: AccountReadings, settings: Settings, nowMs: number): number {
  const { facts } = state;
  const after = (atMs: number | null | undefined, lifeMs: number): number | null =>
    atMs === null || atMs === undefined ? null : atMs + lifeMs;
  const times = [
    ...facts.windows.map((window) => currentValue(window.resetsAtMs)),
    after(newestAsOfMs(facts), staleAfterMs(state, settings)),
    ...facts.windows.map(({ usedPercent }) => after(usedPercent.said?.asOfMs, staleAfterMs(state, settings))),
    after(state.endpoints['usage']?.fetchedAtMs, staleAfterMs(state, settings)),
    ...[facts.credits, facts.balance, facts.spend, facts.spendLimits].map(({ said }) =>
      after(said?.asOfMs, staleAfterMs(state, settings)),
    ),
    after(facts.monthlySpend.said?.asOfMs, staleAfterMs(state, settings, 'monthly-usage')),
    ...[facts.spend.said?.value, facts.monthlySpend.said?.value, ...(facts.spendLimits.said?.value ?? [])].map(
      (limit) => limit?.resetsAtMs,
    ),
    after(facts.prepaid.said?.asOfMs, staleAfterMs(state, settings, 'prepaid')),
    ...[facts.prepaid, facts.resetCredits, facts.resetCreditList].map(
      ({ said }) => said?.value.nextExpiresAtMs ?? null,
    ),
    currentValue(facts.ledger)?.resetsAtMs ?? null,
    currentValue(facts.service)?.boxedUntilMs ?? null,
    after(facts.grant.said?.value.answeredAtMs, grantFreshForMs + 1),
  ];
  return Math.min(...times.map((atMs) => (atMs === null || atMs === undefined || atMs <= nowMs ? Infinity : atMs)));
}

/** Twice the interval at which an endpoint is asked; the usage endpoint's where there is none of that name. */
function staleAfterMs({ account }: AccountState, settings: Settings, name = 'usage'): number {
  const { endpoints } = providers[account.provider];
  const endpoint = endpoints[name] ?? endpoints['usage'];
  if (endpoint === undefined) return 0;
  const { cadence } = endpoint;
  return 2 * (cadence.ownLife === true ? cadence.defaultMs : intervalMs(endpoint, settings.refreshMinutes));
}

function idsWhere(accounts: readonly AccountState[], holds: (state: AccountState) => boolean): ReadonlySet<string> {
  return new Set(accounts.filter(holds).map(({ account }) => account.id));
}

function accountSnapshot(
  { state, byWindow }: AccountReadings,
  settings: Settings,
  reader: Reader,
  nowMs: number,
): AccountSnapshot {
  const { account, facts } = state;
  const provider = providers[account.provider];
  const judgement = judgeAccount(state, staleAfterMs(state, settings), asksProvider(settings, account.provider), nowMs);
  const windows = judgeWindows(facts.windows, nowMs);
  const convert = converter(settings, reader);
  const pace = (window: JudgedWindow): Pace | null =>
    isOld(judgement) || nowMs - window.asOfMs >= staleAfterMs(state, settings)
      ? null
      : paceOf(window, byWindow.get(window.id) ?? [], nowMs);
  const isOldFigure = (asOfMs: number): boolean =>
    isOld(judgement) || isTooOld(asOfMs, staleAfterMs(state, settings), nowMs);
  const spendTerms = {
    staleAfterMs: staleAfterMs(state, settings),
    monthStaleAfterMs: staleAfterMs(state, settings, 'monthly-usage'),
    convert,
    nowMs,
  };
  return {
    id: account.id,
    provider: account.provider,
    label: labelOf(account, settings),
    group: groupOf(account, settings),
    email: account.email,
    plan: currentValue(facts.plan) ?? account.plan,
    state: judgement.state,
    message: accountMessage(judgement, { provider, windows, reader, nowMs }),
    fetchedAt: isoOrNull(judgement.measuredAtMs),
    nextRefreshAt: isoOrNull(judgement.nextRefreshAtMs),
    windows: windows.map((window) => windowSnapshot(window, settings.warnAtPercent, pace(window))),
    credits: creditsSnapshot(facts, isOldFigure, settings, convert),
    grant: grantSnapshot(state, nowMs),
    spend: spendSnapshot(facts, spendTerms),
    spendLimits: spendLimitsSnapshot(facts, spendTerms),
    prepaid: prepaidSnapshot(facts, staleAfterMs(state, settings, 'prepaid'), convert, nowMs),
    resetCredits: resetCreditsSnapshot(facts, nowMs),
    concurrency: concurrencySnapshot(facts),
    ledger: ledgerSnapshot(facts, nowMs),
    service: serviceSnapshot(facts, nowMs),
  };
}

function isOld(judgement: AccountJudgement): boolean {
  return judgement.state !== 'fresh';
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms);
}

/** The same order in every view and after every restart, whatever order the accounts were found in. */
function byName(a: AccountSnapshot, b: AccountSnapshot): number {
  return (
    compare(a.provider, b.provider) || compare(a.label.toLowerCase(), b.label.toLowerCase()) || compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
