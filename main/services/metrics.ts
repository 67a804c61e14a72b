import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { LedgerStore, RecentInstalls } from '../../core/ledger/store.ts';
import { metricSamples, mostInstalls } from '../../core/metrics/samples.ts';
import type { UsageBucket } from '../../core/token-usage/bucket.ts';
import type { Publisher } from '../features/publisher.ts';
import { ensureSecret } from '../node/api/secret-file.ts';
import { ledgerServerUrl } from '../node/ledger/open-ledger.ts';
import type { MetricsText } from '../node/api/prometheus.ts';
import type { Services } from './create-services.ts';

/** Makes the answer of `GET /metrics`. It is computed at each scrape; the client library is loaded at the first. */
export function createMetrics(
  services: Pick<Services, 'clock' | 'counters' | 'engine' | 'paths' | 'settings'>,
  publisher: Pick<Publisher, 'current'>,
  ledger: LedgerStore,
  tokensToday: () => Promise<readonly UsageBucket[] | null>,
): () => Promise<MetricsText> {
  const { clock, counters, engine, paths, settings } = services;
  let salt: string | null = null;

  /** Returns the same hash for an id every day, but a different one on every installation. */
  function hashOf(id: string): string {
    salt ??= storedSalt() ?? randomBytes(32).toString('base64url');
    return createHmac('sha256', salt).update(id).digest('hex').slice(0, 16);
  }

  function storedSalt(): string | null {
    const stored = ensureSecret(paths.metricsSalt);
    return stored.kind === 'secret' ? stored.secret : null;
  }

  /** Null: no ledger is in use. A scrape must not create one. */
  async function installs(): Promise<RecentInstalls | null> {
    const isUsed = existsSync(paths.ledger) || ledgerServerUrl(process.env, settings.get()) !== null;
    const answer = isUsed ? await ledger.recent(mostInstalls) : null;
    return answer?.kind === 'recent' ? answer : null;
  }

  return async () => {
    const [{ prometheusText }, rows, tokens] = await Promise.all([
      import('../node/api/prometheus.ts'),
      installs(),
      tokensToday(),
    ]);
    return prometheusText(
      metricSamples({
        snapshot: publisher.current(),
        states: engine.accounts(),
        counts: counters.counts(),
        installs: rows,
        tokens,
        version: __APP_VERSION__,
        nameOf: settings.get().metricsHashIds ? hashOf : (id) => id,
        nowMs: clock.nowMs(),
      }),
    );
  };
}
