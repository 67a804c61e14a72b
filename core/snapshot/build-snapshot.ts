import type { AccountState } from '../accounts/account-state.ts';
import { type AccountJudgement, judgeAccount } from '../accounts/judge-account.ts';
import { newestAsOfMs } from '../accounts/newest.ts';
import { judgeWindows } from '../quota/judge-windows.ts';
import { currentValue, isWithdrawn } from '../quota/fact.ts';
import { providers } from '../providers/registry.ts';
import { intervalMs } from '../refresh/cadence.ts';
import type { Settings } from '../settings/settings.ts';
import { asksProvider } from '../settings/asks-provider.ts';
import type { Reader } from '../translate.ts';
import { toIso } from '../units/time.ts';
import { creditsSnapshot } from './credits-snapshot.ts';
import { grantSnapshot } from './grant-snapshot.ts';
import { accountMessage } from './message.ts';
import { poolSnapshot } from './pool-snapshot.ts';
import { rememberedForMinute } from './remembered.ts';
import type { AccountSnapshot, Snapshot, SpendSnapshot } from './snapshot.ts';
import { windowSnapshot } from './window-snapshot.ts';

/**
 * The public snapshot of all accounts at a moment (interfaces.md, schema version 1): the one source
 * of the tray, the panel, the terminal and other programs. Pure; amounts are decimal strings.
 */
export function buildSnapshot(
  accounts: readonly AccountState[],
  settings: Settings,
  reader: Reader,
  nowMs: number,
): Snapshot {
  const snapshots = [...accounts].sort(byName).map((account) => rememberedSnapshot(account, settings, reader, nowMs));
  return {
    schemaVersion: 1,
    generatedAt: toIso(nowMs),
    pool: poolSnapshot(snapshots, withdrawnBalances(accounts), settings.creditsPerUsd),
    accounts: snapshots,
  };
}

const rememberedSnapshot = rememberedForMinute(accountSnapshot, changesAtMs);

/** Within a minute an account changes by itself only where a window is reset or its figures turn stale. */
function changesAtMs(state: AccountState, settings: Settings, nowMs: number): number {
  const resets = state.facts.windows.map((window) => currentValue(window.resetsAtMs));
  const measured = [newestAsOfMs(state.facts), state.endpoints['usage']?.fetchedAtMs ?? null];
  const stale = measured.map((atMs) => (atMs === null ? null : atMs + staleAfterMs(state, settings)));
  return Math.min(...[...resets, ...stale].map((atMs) => (atMs === null || atMs <= nowMs ? Infinity : atMs)));
}

function staleAfterMs({ account }: AccountState, settings: Settings): number {
  const endpoint = providers[account.provider].endpoints['usage'];
  return endpoint === undefined ? 0 : 2 * intervalMs(endpoint, settings.refreshMinutes);
}

function withdrawnBalances(accounts: readonly AccountState[]): ReadonlySet<string> {
  return new Set(accounts.filter(({ facts }) => isWithdrawn(facts.balance)).map(({ account }) => account.id));
}

function accountSnapshot(state: AccountState, settings: Settings, reader: Reader, nowMs: number): AccountSnapshot {
  const { account, facts } = state;
  const provider = providers[account.provider];
  const judgement = judgeAccount(state, staleAfterMs(state, settings), asksProvider(settings, account.provider), nowMs);
  const windows = judgeWindows(facts.windows, nowMs);
  return {
    id: account.id,
    provider: account.provider,
    label: account.label,
    email: account.email,
    plan: currentValue(facts.plan) ?? account.plan,
    state: judgement.state,
    message: accountMessage(judgement, { provider, windows, reader, nowMs }),
    fetchedAt: isoOrNull(judgement.measuredAtMs),
    nextRefreshAt: isoOrNull(judgement.nextRefreshAtMs),
    windows: windows.map(windowSnapshot),
    credits: creditsSnapshot(facts, isOld(judgement), settings.creditsPerUsd),
    grant: grantSnapshot(facts, nowMs),
    spend: spendSnapshot(state),
    resetCredits: resetCreditsSnapshot(state),
    concurrency: null,
    ledger: null,
  };
}

function spendSnapshot({ facts }: AccountState): SpendSnapshot | null {
  const spend = facts.spend.said?.value ?? null;
  if (spend === null) return null;
  const { resetsAtMs, ...rest } = spend;
  return { ...rest, resetsAt: isoOrNull(resetsAtMs) };
}

function resetCreditsSnapshot({ facts }: AccountState): AccountSnapshot['resetCredits'] {
  const reading = currentValue(facts.resetCredits);
  return reading === null ? null : { available: reading.available, nextExpiresAt: isoOrNull(reading.nextExpiresAtMs) };
}

function isOld(judgement: AccountJudgement): boolean {
  return judgement.state !== 'fresh';
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms);
}

/** The same order in every view and after every restart, whatever order the accounts were found in. */
function byName({ account: a }: AccountState, { account: b }: AccountState): number {
  return (
    compare(a.provider, b.provider) || compare(a.label.toLowerCase(), b.label.toLowerCase()) || compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
