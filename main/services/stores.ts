import type { NotificationStore } from '../../core/alerts/store.ts';
import type { SentAlerts } from '../../core/ports.ts';
import { createNotificationMemory } from '../features/alerting.ts';
import { once } from '../node/async.ts';
import type { Services } from './create-services.ts';

/** Returns the opener of the record of sent alerts. It opens when an alert is first due. */
export function lazySentAlerts({ database, report }: Pick<Services, 'database' | 'report'>): () => Promise<SentAlerts> {
  return once(async () => {
    const { createSentAlerts } = await import('../node/storage/alert-store.ts');
    return createSentAlerts({ database: await database(), report });
  });
}

/** Returns the opener of the stored notifications and the memory of alerts. It opens at the first use. */
export function lazyNotifications({
  database,
  report,
}: Pick<Services, 'database' | 'report'>): () => Promise<NotificationStore> {
  return once(async () => {
    const [{ createStoredNotifications }, opened] = await Promise.all([
      import('../node/storage/alert-store.ts'),
      database(),
    ]);
    const instead = createNotificationMemory();
    return opened === null ? instead : createStoredNotifications({ database: opened, report, instead });
  });
}
