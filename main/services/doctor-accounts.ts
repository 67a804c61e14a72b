import type { DoctorAccount } from '../../core/views/doctor.ts';
import { usageEndpointId } from '../../core/refresh/asked.ts';
import { settledLink } from '../../core/refresh/endpoint-machine.ts';
import type { Outlook } from '../../core/refresh/why-next.ts';
import type { Engine } from '../engine/engine.ts';

/** What the report says about each account beside its figures. An engine that was not started asks nothing. */
export function doctorAccounts(engine: Pick<Engine, 'accounts' | 'outlook'>): readonly DoctorAccount[] {
  const outlooks = engine.outlook();
  const outlookOf = (account: string, endpoint: string): Outlook | null =>
    outlooks.find(({ accountId, endpointId }) => accountId === account && endpointId === endpoint)?.outlook ?? null;
  return engine.accounts().map(({ account, endpoints, oddPaths }) => ({
    id: account.id,
    oddPaths,
    outlook: outlookOf(account.id, usageEndpointId),
    beside: Object.entries(endpoints)
      .filter(([id]) => id !== usageEndpointId)
      .map(([id, endpoint]) => ({
        id,
        link: settledLink(endpoint).kind,
        answeredAtMs: endpoint.fetchedAtMs,
        outlook: outlookOf(account.id, id),
      })),
  }));
}
