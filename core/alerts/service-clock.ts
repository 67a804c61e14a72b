import type { BlockFacts } from '../snapshot/blocked-reason.ts';
import type { BlockedReason } from '../snapshot/block-schema.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { secondMs } from '../units/time.ts';
import type { Alert } from './judge.ts';
import type { WindowFacts } from './window-alerts.ts';

/** How far the clock of the account's service is ahead of this computer's clock, ms; 0: both agree, or it is unknown. */
export function clockAheadMs({ clockAheadSeconds = 0 }: Pick<AccountSnapshot, 'clockAheadSeconds'>): number {
  return clockAheadSeconds * secondMs;
}

/** The account with every time that an alert compares or remembers so much later. */
export function movedAccount(account: AccountSnapshot, byMs: number): AccountSnapshot {
  const { fetchedAt, windows, blockedReason, credits, resetCredits } = account;
  return {
    ...account,
    fetchedAt: moved(fetchedAt, byMs),
    windows: windows.map((window) => movedWindow(window, byMs)),
    blockedReason: blockedReason === null ? null : movedBlock(blockedReason, byMs),
    credits: credits === null ? null : { ...credits, asOf: laterBy(credits.asOf, byMs) },
    resetCredits:
      resetCredits === null ? null : { ...resetCredits, nextExpiresAt: moved(resetCredits.nextExpiresAt, byMs) },
  };
}

/**
 * The alert of a service whose clock is so far ahead, with each of its times on this computer's clock. Its dedup keys
 * stay. Its window knows how far the clocks were apart, because a stored notification is compared later.
 */
export function alertOnLocalClock(alert: Alert, aheadMs: number): Alert {
  const byMs = -aheadMs;
  const clock = { clockAheadSeconds: aheadMs / secondMs };
  switch (alert.kind) {
    case 'exhausted':
      return 'window' in alert
        ? { ...alert, window: { ...movedWindow(alert.window, byMs), ...clock }, ...movedMode(alert, byMs) }
        : { ...alert, block: movedBlock(alert.block, byMs) };
    case 'window-back':
      return 'window' in alert
        ? { ...alert, window: { ...movedFacts(alert.window, byMs), ...clock } }
        : { ...alert, block: movedBlock(alert.block, byMs) };
    case 'threshold':
      return { ...alert, window: { ...movedFacts(alert.window, byMs), ...clock } };
    case 'will-run-out':
      return {
        ...{ ...alert, window: { ...movedFacts(alert.window, byMs), ...clock } },
        exhaustsAt: laterBy(alert.exhaustsAt, byMs),
      };
    case 'reset-credit-expiring':
      return { ...alert, expiresAtMs: alert.expiresAtMs + byMs };
    default:
      return alert;
  }
}

function movedWindow(window: WindowSnapshot, byMs: number): WindowSnapshot {
  const { asOf, pace } = window;
  return {
    ...movedFacts(window, byMs),
    asOf: laterBy(asOf, byMs),
    pace: pace === null ? null : { ...pace, exhaustsAt: moved(pace.exhaustsAt, byMs) },
  };
}

function movedFacts<Window extends WindowFacts>(window: Window, byMs: number): Window {
  return { ...window, resetsAt: moved(window.resetsAt, byMs) };
}

function movedBlock<Block extends BlockFacts | BlockedReason>(block: Block, byMs: number): Block {
  return { ...block, until: moved(block.until, byMs), ...movedMode(block, byMs) };
}

function movedMode(
  { beyondLimit }: Pick<BlockedReason, 'beyondLimit'>,
  byMs: number,
): Pick<BlockedReason, 'beyondLimit'> {
  return beyondLimit === undefined ? {} : { beyondLimit: { ...beyondLimit, until: moved(beyondLimit.until, byMs) } };
}

function moved(time: string | null, byMs: number): string | null {
  return time === null ? null : laterBy(time, byMs);
}

function laterBy(time: string, byMs: number): string {
  return new Date(Date.parse(time) + byMs).toISOString();
}
