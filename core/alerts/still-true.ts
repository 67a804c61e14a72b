import { assertNever } from '../assert-never.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/snapshot.ts';
import type { NoticeFacts } from './notice-facts.ts';
import type { WindowFacts } from './window-facts.ts';

/** A reset time that wandered less is the same. */
const sameResetMs = 20 * 60_000;

/** Whether what a notice told still holds; what is not known now no longer does. */
export function isStillTrue(facts: NoticeFacts, account: AccountSnapshot | undefined, nowMs: number): boolean {
  if (account === undefined) return false;
  if (facts.kind === 'sign-in-needed') return account.state === 'signed-out';
  switch (facts.kind) {
    case 'exhausted':
      if ('block' in facts) return account.use === 'exhausted' && account.blockedReason?.code === facts.block.code;
      return sameWindow(account, facts.window)?.state === 'exhausted';
    case 'threshold': {
      const window = sameWindow(account, facts.window);
      return window?.state === 'open' && (window.usedPercent ?? 0) >= facts.percent;
    }
    case 'will-run-out': {
      const window = sameWindow(account, facts.window);
      return window?.state === 'open' && window.pace !== null && window.pace.exhaustsAt !== null;
    }
    case 'window-back': {
      if ('block' in facts) return account.use === 'active';
      const window = account.windows.find(({ id, stale }) => id === facts.window.id && !stale);
      return (window?.state === 'open' && window.warning === null) || window?.state === 'not-started';
    }
    case 'credits-low':
      return account.credits !== null && account.credits.low && !account.credits.stale;
    case 'reset-credit-expiring':
      return account.resetCredits?.stale === false && account.resetCredits.available > 0 && facts.expiresAtMs > nowMs;
    case 'grant-offered':
      return account.grant !== null && account.grant.promoted && !account.grant.stale;
    default:
      return assertNever(facts);
  }
}

/** The window as it is now, unless it began anew. */
function sameWindow({ windows }: AccountSnapshot, then: WindowFacts): WindowSnapshot | undefined {
  const window = windows.find(({ id, stale }) => id === then.id && !stale);
  if (window === undefined || window.resetsAt === null || then.resetsAt === null) return window;
  return Math.abs(Date.parse(window.resetsAt) - Date.parse(then.resetsAt)) < sameResetMs ? window : undefined;
}
