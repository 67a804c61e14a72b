import * as v from 'valibot';

import { blockCodes, blockFigures } from '../usage/observation.ts';
import { boundedText, longestText } from '../units/bounds.ts';
import type { Alert } from './judge.ts';
import type { AlertMemory } from './memory.ts';

const text = boundedText(longestText);

const window = v.object({
  id: text,
  label: text,
  name: v.nullable(text),
  resetsAt: v.nullable(text),
});

const block = v.object({
  code: v.picklist(blockCodes),
  figure: v.exactOptional(v.picklist(blockFigures)),
  until: v.nullable(text),
});

const notificationFacts = v.variant('kind', [
  v.object({ kind: v.literal('exhausted'), window }),
  v.object({ kind: v.literal('exhausted'), block }),
  v.object({ kind: v.literal('threshold'), window, percent: v.number(), usedPercent: v.number() }),
  v.object({ kind: v.literal('will-run-out'), window, exhaustsAt: text }),
  v.object({ kind: v.literal('window-back'), window, usedPercent: v.number(), early: v.boolean() }),
  v.object({ kind: v.literal('window-back'), block }),
  v.object({ kind: v.literal('credits-low'), balance: text }),
  v.object({ kind: v.literal('reset-credit-expiring'), expiresAtMs: v.number() }),
  v.object({ kind: v.literal('sign-in-needed') }),
  v.object({
    kind: v.literal('grant-offered'),
    grant: v.object({ amountMinorUnits: v.nullable(v.number()), currency: v.nullable(text) }),
  }),
]);

/** What happened, without words: a notice is said anew in the language of whoever reads it. */
export type NotificationFacts = Readonly<v.InferOutput<typeof notificationFacts>>;

/** The facts of a notice as they were stored; null where they are none of ours. */
export function parseNotificationFacts(stored: unknown): NotificationFacts | null {
  const result = v.safeParse(notificationFacts, stored);
  return result.success ? result.output : null;
}

/** What of an alert is kept: its facts, and nothing else that it was made from. */
export function factsOf(alert: Alert): NotificationFacts {
  return v.parse(notificationFacts, alert);
}

/**
 * What became of a notice: shown by the desktop, listed only (switched off or snoozed), or held back in
 * quiet hours until it can be summed up.
 */
export type NotificationDelivery = 'shown' | 'listed' | 'held';

export interface NewNotification {
  readonly accountId: string;
  readonly atMs: number;
  readonly facts: NotificationFacts;
  readonly delivery: NotificationDelivery;
}

export interface StoredNotification extends NewNotification {
  readonly id: number;
  readonly seen: boolean;
}

/** Until when nothing is shown, epoch ms: for all accounts, and for single ones. */
export interface Snoozes {
  readonly allUntilMs: number | null;
  readonly accounts: ReadonlyMap<string, number>;
}

/** So many notices are kept. */
export const maxNotifications = 50;

/** Notices and what alerts remember, over restarts. Nothing throws. */
export interface NotificationStore {
  readonly add: (notice: NewNotification) => void;
  /** The newest first, at most `maxNotifications`. */
  readonly list: () => readonly StoredNotification[];
  readonly markSeen: () => void;
  /** Whether something waits for the end of quiet hours. */
  readonly hasHeld: () => boolean;
  /** Those that were held back are dealt with: from now on they are only listed. */
  readonly settleHeld: () => void;
  readonly snoozes: () => Snoozes;
  /** @param accountId null: all. @param untilMs null: no longer. */
  readonly snooze: (accountId: string | null, untilMs: number | null) => void;
  readonly memory: (accountId: string) => AlertMemory | null;
  readonly remember: (accountId: string, memory: AlertMemory) => void;
  /** Everything about one account. */
  readonly forget: (accountId: string) => void;
}

/** The same in memory, which can be filled with what was kept elsewhere. */
export interface RestorableNotificationStore extends NotificationStore {
  /** Puts a notice on top as it was. */
  readonly restore: (notice: StoredNotification) => void;
}

/** Whether an account is snoozed, by itself or with all. */
export function isSnoozed({ allUntilMs, accounts }: Snoozes, accountId: string, nowMs: number): boolean {
  return nowMs < (allUntilMs ?? 0) || nowMs < (accounts.get(accountId) ?? 0);
}
