import { newestAsOfMs } from '../../core/accounts/newest.ts';
import type { Clock } from '../../core/ports.ts';
import { dueBy, refusal, type Refusal } from '../../core/refresh/endpoint-machine.ts';
import { dueForOpening } from '../../core/refresh/opened.ts';
import type { Accounts } from './accounts.ts';
import type { Pacing } from './pacing.ts';
import type { Schedule } from './schedule.ts';

export type RefreshOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'unknown-account' }
  | { readonly kind: 'refused'; readonly refusal: FirmRefusal };

type FirmRefusal = Exclude<Refusal, { kind: 'in-flight' }>;

/** What a person asks for: both only bring turns forward, the schedule does the asking. */
export interface Asking {
  /** Asks again, whatever the age; a backoff still holds (S4-15). Null asks all. */
  readonly refresh: (accountId: string | null) => RefreshOutcome;
  readonly panelOpened: () => void;
}

export function createAsking(clock: Clock, accounts: Accounts, pacing: Pacing, schedule: Schedule): Asking {
  function bringForward(accountId: string, nowMs: number): FirmRefusal | null {
    const usage = accounts.get(accountId)?.endpoints['usage'];
    const no = usage === undefined ? null : refusal(usage, nowMs);
    if (usage !== undefined && no === null) {
      pacing.waive(accountId, 'usage');
      accounts.setEndpoint(accountId, 'usage', dueBy(usage, nowMs));
    }
    return no?.kind === 'in-flight' ? null : no;
  }

  return {
    refresh: (accountId) => {
      const nowMs = clock.nowMs();
      const wanted = accounts.all().filter(({ account }) => accountId === null || account.id === accountId);
      if (wanted.length === 0 && accountId !== null) return { kind: 'unknown-account' };
      const refusals = wanted.map(({ account }) => bringForward(account.id, nowMs)).filter((no) => no !== null);
      schedule.takeTurn();
      const backoff = refusals.find((no) => no.kind === 'backoff') ?? refusals[0];
      return backoff !== undefined && refusals.length === wanted.length
        ? { kind: 'refused', refusal: backoff }
        : { kind: 'accepted' };
    },
    panelOpened: () => {
      const nowMs = clock.nowMs();
      for (const { account, endpoints, facts } of accounts.all()) {
        const usage = endpoints['usage'];
        if (usage === undefined) continue;
        const { minimumMs } = pacing.paceOf(account, 'usage', usage);
        accounts.setEndpoint(account.id, 'usage', dueForOpening(usage, newestAsOfMs(facts), minimumMs, nowMs));
      }
      schedule.takeTurn();
    },
  };
}
