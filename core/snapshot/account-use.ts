import type { AccountSnapshot, WindowSnapshot } from './snapshot.ts';

/** Whether an account can work now: one reached limit of the whole account makes it exhausted (S1-30). */
export function accountUse(account: AccountSnapshot): 'active' | 'exhausted' | 'unknown' {
  if (account.state === 'signed-out' || account.state === 'not-measured') return 'unknown';
  const windows = bindingWindows(account);
  if (windows.some((window) => window.state === 'exhausted')) return 'exhausted';
  if (windows.some(isKnown)) return 'active';
  if (account.credits?.unlimited === true) return 'active';
  const { spend } = account;
  if (spend === null || spend.used === null) return 'unknown';
  return spend.limit !== null && Number(spend.used) >= Number(spend.limit) ? 'exhausted' : 'active';
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
