import type { SentAlerts } from '../../core/ports.ts';
import type { Parts } from '../parts.ts';

/** The ledger of sent notices, with its database opened when it is first needed: the tray comes before it. */
export function lazySentAlerts(parts: Parts): () => Promise<SentAlerts> {
  let opened: Promise<SentAlerts> | null = null;
  const open = async (): Promise<SentAlerts> => {
    const { openDatabase } = await import('../node/storage/database.ts');
    const { createSentAlerts } = await import('../node/storage/sent-alerts.ts');
    const { report, clock, paths } = parts;
    const outcome = await openDatabase({ path: paths.database, nowMs: clock.nowMs, report });
    if (outcome.kind === 'unavailable') report({ kind: 'database-unavailable', reason: outcome.reason });
    return createSentAlerts({ database: outcome.kind === 'open' ? outcome.database : null, report });
  };
  return () => (opened ??= open());
}
