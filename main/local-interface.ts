import { refusalText } from '../core/snapshot/refresh-words.ts';
import { createPosted } from './engine/posted.ts';
import type { Publisher } from './engine/publisher.ts';
import { createApiPort, type PortState } from './node/api/port.ts';
import { type ApiHandlers, apiRoutes, type RefreshOutcome } from './node/api/routes.ts';
import { startApi } from './node/api/start.ts';
import { createLedger } from './ledger.ts';
import { createMetrics } from './metrics.ts';
import type { Parts } from './parts.ts';

export type LocalInterface =
  | {
      readonly kind: 'open';
      readonly port: PortState;
      /** Ends every connection; what is booked is on the disk. */
      readonly close: () => Promise<void>;
    }
  /** Another process of this user answers on the socket already. */
  | { readonly kind: 'in-use' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Opens the socket for the command line and other programs, and the port where the settings say so,
 * also later. The same for the app and `quota-tray serve`.
 *
 * @param tellPort Called when the port was opened, moved, closed, or could not be opened.
 */
export async function openLocalInterface(
  parts: Parts,
  publisher: Pick<Publisher, 'current'>,
  tellPort: (state: PortState) => void,
): Promise<LocalInterface> {
  const { clock, log, paths, settings, slots } = parts;
  const ledger = createLedger(parts);
  const handlers: ApiHandlers = {
    snapshot: publisher.current,
    refresh: refreshHandler(parts),
    observe: createPosted(parts.engine, clock),
    ledger: { store: ledger, tiers: () => settings.get().ledgerTiers },
    slots,
    metrics: createMetrics(parts, publisher, ledger),
  };
  const socket = await startApi({ socketPath: paths.socket, handlers, nowMs: clock.nowMs, log });
  if (socket.kind !== 'listening') {
    await ledger.close();
    return socket;
  }
  const port = createApiPort({ routes: apiRoutes(handlers, clock.nowMs), log, tokenFile: paths.apiToken });
  let wanted = settings.get().apiPort;
  const first = await port.moveTo(wanted);
  if (first.kind !== 'off') tellPort(first);
  const unsubscribe = settings.subscribe(({ apiPort }) => {
    if (apiPort === wanted) return;
    wanted = apiPort;
    void port.moveTo(apiPort).then(tellPort);
  });
  return {
    kind: 'open',
    port: first,
    close: async () => {
      unsubscribe();
      slots.stop();
      await Promise.all([socket.close(), port.close()]);
      await ledger.close();
    },
  };
}

function refreshHandler({ engine, clock, reader }: Parts): ApiHandlers['refresh'] {
  return (accountId): RefreshOutcome => {
    const outcome = engine.refresh(accountId, 'program');
    if (outcome.kind === 'accepted') return { kind: 'accepted', settled: engine.settled };
    if (outcome.kind === 'unknown-account') return outcome;
    const { refusal } = outcome;
    const retryAtMs = 'untilMs' in refusal ? refusal.untilMs : null;
    return { kind: 'refused', retryAtMs, message: refusalText(refusal, reader(), clock.nowMs()) };
  };
}
