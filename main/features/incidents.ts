import {
  type KnownIncident,
  type KnownIncidents,
  parseIncident,
  type StatusPageId,
  statusPageIds,
  statusPages,
} from '../../core/incidents/incident.ts';
import type { Clock } from '../../core/ports.ts';
import { incidentText } from '../../core/text/incident.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';

export interface IncidentsDependencies {
  readonly clock: Clock;
  readonly enabled: () => boolean;
  /** Fetches a public address. Null: no body was received. Never rejects. */
  readonly get: (url: string) => Promise<unknown>;
  /** The address of a status page. Null: it is not asked. */
  readonly address: (page: StatusPageId) => string | null;
  /** Called when the known incidents changed. */
  readonly changed: () => void;
}

/** The incidents on the services' status pages. Requested only while they matter to the user. */
export interface Incidents {
  /**
   * Requests the status pages that are due: those of accounts that fail, or of all accounts while the panel
   * is open. Resolves when the answers are in.
   */
  readonly check: (snapshot: Snapshot, panelIsOpen: boolean) => Promise<void>;
  /** The incident that is known of a provider now. */
  readonly known: KnownIncidents;
  /** Whether the account's service has an incident now. */
  readonly isOngoing: (account: Pick<AccountSnapshot, 'provider'>) => boolean;
  /** The incident as a sentence with its age. Null: no incident is known. */
  readonly text: (account: Pick<AccountSnapshot, 'provider'>, locale: LocaleContext) => string | null;
}

interface PageAnswer {
  readonly incident: KnownIncident | null;
  readonly atMs: number;
}

/** The states that an incident may have caused. A wait that the service asked for never counts. */
const failingStates: ReadonlySet<AccountSnapshot['state']> = new Set(['error', 'signed-out', 'offline']);

const intervalMs = 10 * 60_000;
/** An answer of a status page counts for this long. */
const answerValidMs = 30 * 60_000;

export function createIncidents({ clock, enabled, get, address, changed }: IncidentsDependencies): Incidents {
  const answers = new Map<StatusPageId, PageAnswer>();
  const askedAtMs = new Map<StatusPageId, number>();
  const inFlight = new Map<StatusPageId, Promise<void>>();

  async function ask(page: StatusPageId, url: string): Promise<void> {
    const atMs = clock.nowMs();
    askedAtMs.set(page, atMs);
    const incident = parseIncident(await get(url));
    if (incident === undefined) return;
    const { name: service } = statusPages[page];
    answers.set(page, { incident: incident === null ? null : { ...incident, service, asOfMs: atMs }, atMs });
    changed();
  }

  function isDue(page: StatusPageId, { accounts }: Snapshot, panelIsOpen: boolean): boolean {
    const own = accounts.filter(({ provider }) => provider === statusPages[page].provider);
    if (own.length === 0 || !(panelIsOpen || own.some(({ state }) => failingStates.has(state)))) return false;
    const last = askedAtMs.get(page);
    // Math.abs: also due after the clock was set back.
    return last === undefined || Math.abs(clock.nowMs() - last) >= intervalMs;
  }

  function known(provider: string): KnownIncident | null {
    const page = statusPageIds.find((id) => statusPages[id].provider === provider);
    const found = page === undefined ? undefined : answers.get(page);
    if (found === undefined || !enabled()) return null;
    return Math.abs(clock.nowMs() - found.atMs) < answerValidMs ? found.incident : null;
  }

  return Object.freeze({
    check: async (snapshot, panelIsOpen) => {
      if (!enabled()) return;
      for (const page of statusPageIds) {
        const url = address(page);
        if (url === null || inFlight.has(page) || !isDue(page, snapshot, panelIsOpen)) continue;
        inFlight.set(
          page,
          ask(page, url).finally(() => inFlight.delete(page)),
        );
      }
      await Promise.all(inFlight.values());
    },
    known,
    isOngoing: ({ provider }) => known(provider) !== null,
    text: ({ provider }, locale) => {
      const incident = known(provider);
      return incident === null ? null : incidentText(incident, locale, clock.nowMs());
    },
  } satisfies Incidents);
}
