import { exhaustionAlerts } from '../../core/alerts/exhaustion.ts';
import { exhaustionNotice } from '../../core/alerts/exhaustion-notice.ts';
import type { Clock, Notifier, SentAlerts } from '../../core/ports.ts';
import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import type { Reader } from '../../core/translate.ts';

export interface AlertingParts {
  readonly clock: Clock;
  readonly reader: () => Reader;
  readonly enabled: () => boolean;
  /** The ledger of sent notices; opened when the first notice is due. */
  readonly sentAlerts: () => Promise<SentAlerts>;
  readonly notifier: Notifier;
}

/**
 * Tells of each used-up window once per window and reset, also over restarts. With notifications
 * switched off the key is claimed all the same, so that switching on does not tell old news.
 */
export function createAlerting(parts: AlertingParts): (now: Snapshot, before: Snapshot | null) => Promise<void> {
  const { clock, reader, enabled, sentAlerts, notifier } = parts;
  return async (now, before) => {
    const alerts = now.accounts.flatMap((account) =>
      exhaustionAlerts(before?.accounts.find(({ id }) => id === account.id) ?? null, account).map((alert) => ({
        alert,
        account,
      })),
    );
    if (alerts.length === 0) return;
    const sent = await sentAlerts();
    for (const { alert, account } of alerts) {
      const claims = alert.keys.map((key) => sent.claim(key, clock.nowMs()));
      if (claims.every((isNew) => isNew) && enabled()) {
        notifier.show(exhaustionNotice(alert, account.label, reader(), clock.nowMs()));
      }
    }
  };
}
