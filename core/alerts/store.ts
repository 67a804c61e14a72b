import * as v from 'valibot';

import { blockCodes, blockFigures, limitModes } from '../usage/observation.ts';
import { boundedText, currencyCode, epochMs, longestText } from '../units/bounds.ts';
import type { Alert } from './judge.ts';
import type { AlertMemory } from './memory.ts';

const text = boundedText(longestText);
/** A time as the snapshot writes it. A text that is no time could not be shown. */
const isoTime = v.pipe(
  text,
  v.check((time) => !Number.isNaN(Date.parse(time))),
);

const window = v.object({
  id: text,
  label: text,
  name: v.nullable(text),
  resetsAt: v.nullable(isoTime),
  /** How far the clock of the service was ahead of this computer's clock then; left out: both agreed. */
  clockAheadSeconds: v.exactOptional(v.pipe(v.number(), v.finite())),
});

const beyondLimit = v.exactOptional(v.object({ mode: v.picklist(limitModes), until: v.nullable(isoTime) }));

const block = v.object({
  code: v.picklist(blockCodes),
  figure: v.exactOptional(v.picklist(blockFigures)),
  limit: v.exactOptional(v.object({ label: text, name: v.nullable(text) })),
  beyondLimit,
  until: v.nullable(isoTime),
});

const notificationFacts = v.variant('kind', [
  v.object({ kind: v.literal('exhausted'), window, beyondLimit }),
  v.object({ kind: v.literal('exhausted'), block }),
  v.object({ kind: v.literal('threshold'), window, percent: v.number(), usedPercent: v.number() }),
  v.object({ kind: v.literal('will-run-out'), window, exhaustsAt: isoTime }),
  v.object({ kind: v.literal('window-back'), window, usedPercent: v.number(), early: v.boolean() }),
  v.object({ kind: v.literal('window-back'), block }),
  v.object({ kind: v.literal('credits-low'), balance: text }),
  v.object({
    kind: v.literal('reset-credit-expiring'),
    expiresAtMs: epochMs,
    command: v.exactOptional(v.object({ text, program: text })),
  }),
  v.object({ kind: v.literal('sign-in-needed') }),
  v.object({
    kind: v.literal('grant-offered'),
    grant: v.object({ amountMinorUnits: v.nullable(v.number()), currency: v.nullable(currencyCode) }),
  }),
]);

/** What happened, without text. The text is made when the user reads it, in the user's language. */
export type NotificationFacts = Readonly<v.InferOutput<typeof notificationFacts>>;

/** The facts of a stored notification; null: the value has another form. */
export function parseNotificationFacts(stored: unknown): NotificationFacts | null {
  const result = v.safeParse(notificationFacts, stored);
  return result.success ? result.output : null;
}

/** The facts of an alert that are stored, without the other fields of the alert. */
export function factsOf(alert: Alert): NotificationFacts {
  return v.parse(notificationFacts, alert);
}

/**
 * How a notification was delivered. `shown`: on the desktop. `listed`: in the panel only, because notifications
 * are off or snoozed. `held`: kept for the summary after the quiet hours.
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

/** The ends of the snoozes, epoch ms: of all accounts, and of single accounts. */
export interface Snoozes {
  readonly allUntilMs: number | null;
  readonly accounts: ReadonlyMap<string, number>;
}

/** How many notifications are kept. */
export const maxNotifications = 50;

/** Stores notifications, snoozes and the memory of alerts. They survive restarts. No function throws. */
export interface NotificationStore {
  readonly add: (notice: NewNotification) => void;
  /** The newest first, at most `maxNotifications`. */
  readonly list: () => readonly StoredNotification[];
  readonly markSeen: () => void;
  /** Whether a notification waits for the end of the quiet hours. */
  readonly hasHeld: () => boolean;
  /** Marks all held notifications as listed, after their summary was shown. */
  readonly settleHeld: () => void;
  readonly snoozes: () => Snoozes;
  /** @param accountId null: all accounts. @param untilMs null: ends the snooze. */
  readonly snooze: (accountId: string | null, untilMs: number | null) => void;
  readonly memory: (accountId: string) => AlertMemory | null;
  readonly remember: (accountId: string, memory: AlertMemory) => void;
  /** Deletes everything about one account. */
  readonly forget: (accountId: string) => void;
}

/** A store that can take over notifications from another store. */
export interface RestorableNotificationStore extends NotificationStore {
  /** Adds a stored notification as the newest one, unchanged. */
  readonly restore: (notice: StoredNotification) => void;
}

/** Whether an account is snoozed, alone or with all accounts. */
export function isSnoozed({ allUntilMs, accounts }: Snoozes, accountId: string, nowMs: number): boolean {
  return nowMs < (allUntilMs ?? 0) || nowMs < (accounts.get(accountId) ?? 0);
}
