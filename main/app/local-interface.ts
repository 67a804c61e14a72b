import { refusalText } from '../../core/snapshot/refresh-words.ts';
import { createPosted } from '../engine/posted.ts';
import type { Publisher } from '../engine/publisher.ts';
import type { RefreshOutcome } from '../node/api/routes.ts';
import { startApi } from '../node/api/start.ts';
import type { Parts } from '../parts.ts';

/** Opens the socket for the command line and other programs. The answer closes it; a fault is only logged. */
export async function openLocalInterface(parts: Parts, publisher: Publisher): Promise<() => Promise<void>> {
  const { engine, clock, log, reader } = parts;
  const refresh = (accountId: string | null): RefreshOutcome => {
    const outcome = engine.refresh(accountId);
    if (outcome.kind === 'accepted') return { kind: 'accepted', settled: engine.settled() };
    if (outcome.kind === 'unknown-account') return outcome;
    const { refusal } = outcome;
    const retryAtMs = refusal.kind === 'backoff' ? refusal.untilMs : null;
    return { kind: 'refused', retryAtMs, message: refusalText(refusal, reader(), clock.nowMs()) };
  };
  const outcome = await startApi({
    socketPath: parts.paths.socket,
    handlers: { snapshot: publisher.current, refresh, observe: createPosted(engine, clock) },
    nowMs: clock.nowMs,
    log,
  });
  if (outcome.kind === 'listening') return outcome.close;
  log.warn(`The local interface is not open: ${outcome.kind === 'failed' ? outcome.reason : outcome.kind}`);
  return async () => {};
}
