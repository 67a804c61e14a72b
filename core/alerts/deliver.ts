import type { Settings } from '../settings/settings.ts';
import type { AlertKind } from './kinds.ts';
import { isSnoozed, type NoticeDelivery, type Snoozes } from './store.ts';
import { isQuiet } from './quiet-hours.ts';

export interface DeliveryContext {
  readonly settings: Pick<Settings, 'notifications' | 'alertKinds' | 'accountAlerts' | 'quietHours'>;
  readonly snoozes: Snoozes;
  /** The desktop wants no notices now; null: it does not say. */
  readonly doNotDisturb: boolean | null;
  readonly timeZone: string;
  readonly nowMs: number;
}

/** What becomes of a new alert; null: nothing at all, its kind or its account is switched off. */
export function deliveryOf(
  { kind, accountId }: { readonly kind: AlertKind; readonly accountId: string },
  context: DeliveryContext,
): NoticeDelivery | null {
  const { settings, snoozes, nowMs } = context;
  if (settings.alertKinds[kind] === false || settings.accountAlerts[accountId]?.enabled === false) return null;
  if (!settings.notifications || isSnoozed(snoozes, accountId, nowMs)) return 'listed';
  return isSilent(context) ? 'held' : 'shown';
}

/** Whether nothing is to be shown now, of whatever account. */
export function isSilent({ settings, doNotDisturb, timeZone, nowMs }: DeliveryContext): boolean {
  return doNotDisturb === true || isQuiet(settings.quietHours, timeZone, nowMs);
}
