import type { AccountSnapshot, WindowSnapshot } from './schema.ts';

/** Returns the windows that limit the whole account, not a model or a feature. */
export function bindingWindows(account: AccountSnapshot): readonly WindowSnapshot[] {
  return account.windows.filter(bindsAccount);
}

/** Returns true for a window that limits the whole account. */
export function bindsAccount(window: WindowSnapshot): boolean {
  return window.name === null;
}

/**
 * Returns the current window with the least left. Null: no window of the whole account has a known figure. A window in
 * the state `reset-pending` does not count, because its figure is not known.
 */
export function worstWindow(account: AccountSnapshot): WindowSnapshot | null {
  return bindingWindows(account)
    .filter((window) => isOfNow(window, account) && leftPercent(window) !== null)
    .reduce<WindowSnapshot | null>((worst, each) => (worst === null || left(each) < left(worst) ? each : worst), null);
}

/** Returns true if the window's figure is current: it is not stale, or it explains the account's block. */
export function isOfNow(window: WindowSnapshot, account: AccountSnapshot): boolean {
  return !window.stale || isReasonOf(window, account);
}

/** Returns true if this window is the reason why the account is blocked. An older app names the window by its reset only. */
export function isReasonOf({ id, name, state, resetsAt }: WindowSnapshot, { blockedReason }: AccountSnapshot): boolean {
  if (blockedReason === null) return false;
  if (blockedReason.windowId !== undefined) return id === blockedReason.windowId;
  return state === 'exhausted' && name === null && resetsAt !== null && resetsAt === blockedReason.until;
}

/** Returns the percentage that is left, 0 to 100. A reached limit leaves 0, whatever its percentage. Null: unknown. */
export function leftPercent(window: WindowSnapshot): number | null {
  if (window.state === 'exhausted') return 0;
  if (window.state === 'reset-pending' || window.usedPercent === null) return null;
  return Math.min(100, Math.max(0, 100 - window.usedPercent));
}

function left(window: WindowSnapshot): number {
  return leftPercent(window) ?? 100;
}
