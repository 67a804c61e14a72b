/**
 * One request to use a banked reset, from before it is first sent. `written`: it may have been sent;
 * `not-known`: it was, and nobody said what came of it; `removalFailed`: it was turned away before anything
 * happened; `settled`: its reset vanished, so it was used or has expired. The others are the service's word.
 */
export type RedemptionState =
  | 'written'
  | 'not-known'
  | 'refused'
  | 'redeemed'
  | 'nothing-to-reset'
  | 'no-credit'
  | 'settled';

export interface Redemption {
  /** A UUID of version 4, the same for every attempt at this reset until the service says what happened. */
  readonly requestId: string;
  readonly accountId: string;
  readonly creditId: string;
  readonly state: RedemptionState;
  readonly firstAtMs: number;
  /** When it was last sent, or was about to be. */
  readonly lastAtMs: number;
}

/** Requests over restarts. Nothing here throws. */
export interface Redemptions {
  /** Those of an account, oldest first; null: they cannot be read. */
  readonly of: (accountId: string) => readonly Redemption[] | null;
  /** Keeps it in place of what had its request id. True once it is on the disk, so that it outlives a crash. */
  readonly write: (redemption: Redemption) => boolean;
}

const apartMs = 30_000;

/** True while a reset may have been used without anybody having said so. */
export function isUncertain({ state }: Redemption): boolean {
  return state === 'written' || state === 'not-known';
}

/** Whether the last attempt is less than 30 seconds ago. A time of the future is of a clock that was set back. */
export function isTooSoon(redemptions: readonly Redemption[], nowMs: number): boolean {
  return redemptions.some(({ lastAtMs }) => lastAtMs <= nowMs && nowMs - lastAtMs < apartMs);
}

/**
 * The request to send for a reset: the one that was never answered, with its id, or a new one.
 *
 * @param newId Random, a UUID of version 4; used only where there is nothing to repeat.
 */
export function nextAttempt(
  redemptions: readonly Redemption[],
  { accountId, creditId }: Pick<Redemption, 'accountId' | 'creditId'>,
  newId: string,
  nowMs: number,
): Redemption {
  const open = redemptions.find(
    (each) => each.creditId === creditId && (isUncertain(each) || each.state === 'refused'),
  );
  return open === undefined
    ? { requestId: newId, accountId, creditId, state: 'written', firstAtMs: nowMs, lastAtMs: nowMs }
    : { ...open, state: 'written', lastAtMs: nowMs };
}
