import { providers } from '../providers/registry.ts';
import { compareDecimals } from '../units/decimal.ts';
import type { AccountSnapshot, WindowSnapshot } from './snapshot.ts';

export type AccountUse = 'active' | 'exhausted' | 'unknown';

/** Whether an account can work now: one reached limit of the whole account makes it exhausted (S1-30). */
export function accountUse(account: AccountSnapshot): AccountUse {
  if (account.state === 'signed-out' || account.state === 'not-measured') return 'unknown';
  const windows = bindingWindows(account);
  const { concurrency, ledger } = account;
  if (windows.some((window) => window.state === 'exhausted')) return 'exhausted';
  if ((concurrency !== null && isFull(concurrency)) || (ledger !== null && hasNothingLeft(ledger))) return 'exhausted';
  if (windows.some(isKnown) || account.credits?.unlimited === true || ledger !== null) return 'active';
  const ofMoney = [prepaidUse(account), spendUse(account)];
  if (ofMoney.includes('exhausted')) return 'exhausted';
  if (ofMoney.includes('active') || (concurrency !== null && concurrency.current !== null)) return 'active';
  return ownPoolsUse(account);
}

/** As many sessions as the service bears; more than that is full too (S2-20). */
export function isFull({ current, limit, hardCap }: NonNullable<AccountSnapshot['concurrency']>): boolean {
  const most = hardCap ?? limit;
  return current !== null && most !== null && current >= most;
}

export function hasNothingLeft({ remaining }: NonNullable<AccountSnapshot['ledger']>): boolean {
  return remaining === 0;
}

/** Money paid in advance decides only where a service is paid by key; a plan works without it. */
function prepaidUse({ provider, prepaid }: AccountSnapshot): AccountUse {
  const isPaidByKey = Object.values(providers).some(({ id, key }) => id === provider && key !== undefined);
  if (prepaid === null || prepaid.stale || !isPaidByKey) return 'unknown';
  return prepaid.spent || compareDecimals(prepaid.balance, '0') <= 0 ? 'exhausted' : 'active';
}

function spendUse({ spend }: AccountSnapshot): AccountUse {
  if (spend === null || spend.used === null || spend.stale) return 'unknown';
  return spend.limit !== null && compareDecimals(spend.used, spend.limit) >= 0 ? 'exhausted' : 'active';
}

/** Where every known limit is of a feature: something still works while one of them is left. */
function ownPoolsUse({ windows }: AccountSnapshot): AccountUse {
  const percents = windows.filter(({ name }) => name !== null).map(leftPercent);
  if (percents.some((percent) => percent !== null && percent > 0)) return 'active';
  return percents.length > 0 && percents.every((percent) => percent === 0) ? 'exhausted' : 'unknown';
}

/** The windows that bind the whole account, not a model or a feature. */
export function bindingWindows(account: AccountSnapshot): readonly WindowSnapshot[] {
  return account.windows.filter(bindsAccount);
}

export function bindsAccount(window: WindowSnapshot): boolean {
  return window.name === null;
}

/** The window with the least left; null when no binding window's figure is known. Reset-pending ones say nothing. */
export function worstWindow(account: AccountSnapshot): WindowSnapshot | null {
  return bindingWindows(account)
    .filter(isKnown)
    .reduce<WindowSnapshot | null>((worst, each) => (worst === null || left(each) < left(worst) ? each : worst), null);
}

/** What is left, 0..100; a reached limit leaves nothing, whatever its percentage. Null: unknown. */
export function leftPercent(window: WindowSnapshot): number | null {
  if (window.state === 'exhausted') return 0;
  if (window.state === 'reset-pending' || window.usedPercent === null) return null;
  return Math.min(100, Math.max(0, 100 - window.usedPercent));
}

function isKnown(window: WindowSnapshot): boolean {
  return leftPercent(window) !== null;
}

function left(window: WindowSnapshot): number {
  return leftPercent(window) ?? 100;
}
