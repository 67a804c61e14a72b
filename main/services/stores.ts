import type { NotificationStore } from '../../core/alerts/store.ts';
import type { SentAlerts } from '../../core/ports.ts';
import { createNotificationMemory } from '../features/alerting.ts';
import type { Services } from './create-services.ts';

/** The ledger of sent notices, made when a notice is first due. */
export function lazySentAlerts({ database, report }: Pick<Services, 'database' | 'report'>): () => Promise<SentAlerts> {
  let made: Promise<SentAlerts> | null = null;
  const make = async (): Promise<SentAlerts> => {
    const { createSentAlerts } = await import('../node/storage/alert-store.ts');
    return createSentAlerts({ database: await database(), report });
  };
  return () => (made ??= make());
}

/** The notices and what alerts remember, made at their first use. */
export function lazyNotifications({
  database,
  report,
}: Pick<Services, 'database' | 'report'>): () => Promise<NotificationStore> {
  let made: Promise<NotificationStore> | null = null;
  const make = async (): Promise<NotificationStore> => {
    const [{ createNotices }, opened] = await Promise.all([import('../node/storage/alert-store.ts'), database()]);
    const instead = createNotificationMemory();
    return opened === null ? instead : createNotices({ database: opened, report, instead });
  };
  return () => (made ??= make());
}
