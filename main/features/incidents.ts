import {
  type Incident,
  mayBeCausedByIncident,
  parseIncident,
  type StatusPageId,
  statusPageIds,
  statusPages,
} from '../../core/incidents/incident.ts';
import type { Clock } from '../../core/ports.ts';
import { ago } from '../../core/text/times.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';

export interface IncidentsDependencies {
  readonly clock: Clock;
  readonly enabled: () => boolean;
  /** The body of an address that anybody may read; null: none came. Never rejects. */
  readonly get: (url: string) => Promise<unknown>;
  /** Where a status page is asked; null: nowhere. */
  readonly address: (page: StatusPageId) => string | null;
  /** Something else is to be shown now. */
  readonly changed: () => void;
}

/** What services say of their own faults, asked only while somebody wants to know. */
export interface Incidents {
  /**
   * Asks the status pages of the accounts here where that is due: while one of them fails, or the panel
   * is open. Resolves when the answers are in.
   */
  readonly check: (snapshot: Snapshot, panelIsOpen: boolean) => Promise<void>;
  /** Whether its service has a fault of its own now. */
  readonly isOngoing: (account: Pick<AccountSnapshot, 'provider'>) => boolean;
  /** The same in words with its age; null: none, or not known. */
  readonly text: (account: Pick<AccountSnapshot, 'provider'>, locale: LocaleContext) => string | null;
}

interface Known {
  readonly incident: Incident | null;
  readonly atMs: number;
}

const intervalMs = 10 * 60_000;
/** What a status page said longer ago than this says nothing of now. */
const validMs = 30 * 60_000;

export function createIncidents({ clock, enabled, get, address, changed }: IncidentsDependencies): Incidents {
  const known = new Map<StatusPageId, Known>();
  const askedAtMs = new Map<StatusPageId, number>();
  const flights = new Map<StatusPageId, Promise<void>>();

  async function ask(page: StatusPageId, url: string): Promise<void> {
    const atMs = clock.nowMs();
    askedAtMs.set(page, atMs);
    const incident = parseIncident(await get(url));
    if (incident === undefined) return;
    known.set(page, { incident, atMs });
    changed();
  }

  function isDue(page: StatusPageId, { accounts }: Snapshot, panelIsOpen: boolean): boolean {
    const own = accounts.filter(({ provider }) => provider === statusPages[page].provider);
    if (own.length === 0 || !(panelIsOpen || own.some(mayBeCausedByIncident))) return false;
    const last = askedAtMs.get(page);
    // Also after the clock was set back.
    return last === undefined || Math.abs(clock.nowMs() - last) >= intervalMs;
  }

  function knownOf(provider: string): (Known & { readonly page: StatusPageId }) | null {
    const page = statusPageIds.find((id) => statusPages[id].provider === provider);
    const found = page === undefined ? undefined : known.get(page);
    if (page === undefined || found === undefined || !enabled()) return null;
    return Math.abs(clock.nowMs() - found.atMs) < validMs ? { ...found, page } : null;
  }

  return Object.freeze({
    check: async (snapshot, panelIsOpen) => {
      if (!enabled()) return;
      for (const page of statusPageIds) {
        const url = address(page);
        if (url === null || flights.has(page) || !isDue(page, snapshot, panelIsOpen)) continue;
        flights.set(
          page,
          ask(page, url).finally(() => flights.delete(page)),
        );
      }
      await Promise.all(flights.values());
    },
    isOngoing: ({ provider }) => (knownOf(provider)?.incident ?? null) !== null,
    text: ({ provider }, locale) => {
      const found = knownOf(provider);
      if (found === null || found.incident === null) return null;
      const title = found.incident.title ?? locale.t('incident.without-title');
      const age = ago(found.atMs, clock.nowMs(), locale);
      return locale.t('incident.text', { service: statusPages[found.page].name, title, age });
    },
  } satisfies Incidents);
}
