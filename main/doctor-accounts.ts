import type { DoctorAccount } from '../core/snapshot/doctor.ts';
import type { Engine } from './engine/engine.ts';

/** What the report says about each account beside its figures. An engine that was not started asks nothing. */
export function doctorAccounts(engine: Pick<Engine, 'accounts' | 'outlook'>): readonly DoctorAccount[] {
  const outlooks = engine.outlook();
  return engine.accounts().map(({ account, oddPaths }) => ({
    id: account.id,
    oddPaths,
    outlook:
      outlooks.find(({ accountId, endpointId }) => accountId === account.id && endpointId === 'usage')?.outlook ?? null,
  }));
}
