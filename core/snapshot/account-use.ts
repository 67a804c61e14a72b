import type { AccountSnapshot, WindowSnapshot } from './schema.ts';

/** The windows that bind the whole account, not a model or a feature. */
export function bindingWindows(account: AccountSnapshot): readonly WindowSnapshot[] {
  return account.windows.filter(bindsAccount);
}

export function bindsAccount(window: WindowSnapshot): boolean {
  return window.name === null;
}

/** The window of now with the least left; null when no binding window's figure is known. Reset-pending ones say nothing. */
export function worstWindow(account: AccountSnapshot): WindowSnapshot | null {
  return bindingWindows(account)
    .filter((window) => isOfNow(window, account) && leftPercent(window) !== null)
    .reduce<WindowSnapshot | null>((worst, each) => (worst === null || left(each) < left(worst) ? each : worst), null);
}

/** Whether a window's figure counts now: it is young enough, or it is why the account is blocked. */
export function isOfNow(window: WindowSnapshot, { blockedReason }: AccountSnapshot): boolean {
  const isReason = window.state === 'exhausted' && window.resetsAt !== null && window.resetsAt === blockedReason?.until;
  return !window.stale || isReason;
}

/** What is left, 0..100; a reached limit leaves nothing, whatever its percentage. Null: unknown. */
export function leftPercent(window: WindowSnapshot): number | null {
  if (window.state === 'exhausted') return 0;
  if (window.state === 'reset-pending' || window.usedPercent === null) return null;
  return Math.min(100, Math.max(0, 100 - window.usedPercent));
}

function left(window: WindowSnapshot): number {
  return leftPercent(window) ?? 100;
}
