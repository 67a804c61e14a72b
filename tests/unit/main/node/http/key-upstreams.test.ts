import { describe, expect, it, onTestFinished } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { providers } from '../../../../../core/providers/registry.ts';
import { createHttp } from '../../../../../main/node/http/http-client.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../support/fake-upstream.ts';
import { accountOf } from '../../../../support/provider-fixtures.ts';
import { observed, valueOf } from '../../../../support/readings.ts';
import { openAiUsage, openAiWallet, relayBalance, relayEnvelope } from '../../../../support/upstream/openai-usage.ts';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';
import { canary, nowMs } from './local-server.ts';

withoutProxyEnvironment();

async function upstreamOfTest(): Promise<FakeUpstream> {
  const upstream = await startFakeUpstream();
  onTestFinished(() => upstream.close());
  return upstream;
}

/** What an endpoint of the account says, by the real adapter; the kind of its failure where it is one. */
async function heard(account: Account, endpointId: string): Promise<Observation | string> {
  const endpoint = providers[account.provider].endpoints[endpointId];
  if (endpoint === undefined) throw new Error(`No ${endpointId}`);
  const credentials = {
    read: async () => ({ kind: 'token', accessToken: canary, fingerprint: 'f', expiresAtMs: null }) as const,
  };
  const http = createHttp({ credentials, version: '1.2.3', nowMs: () => nowMs });
  const outcome = await http.send(endpoint.request(account, nowMs), account);
  if (outcome.kind === 'failure') return outcome.failure.kind;
  return observed(endpoint.parse(outcome.body, nowMs, { account, status: outcome.status ?? 200 }));
}

function said(observation: Observation | string): Observation {
  if (typeof observation === 'string') throw new Error(observation);
  return observation;
}

describe('the stand-ins for services that are asked with a key', () => {
  it('serves usage below the base and the wallet at the root, with the same key', async () => {
    const upstream = await upstreamOfTest();
    const account = accountOf('openai-compatible', upstream.openAiCompatible('studio'));
    const requests = { used: 90, limit: 360, windowSeconds: 18_000, resetsInSeconds: 3600 };
    const sessions = { current: 3, limit: 4, hardCap: 6 };
    upstream.reply('studio', { body: openAiUsage({ sessions, requests, boxedForSeconds: 600, mode: 'batch' }, nowMs) });
    upstream.reply('api/wallet', { body: openAiWallet(1250.75, true, nowMs) });
    const usage = said(await heard(account, 'usage'));
    expect(valueOf(usage.concurrency)).toEqual(sessions);
    expect(valueOf(usage.service)).toMatchObject({ mode: 'batch', boxedUntilMs: nowMs + 600_000 });
    expect(usage.windows?.items.map(({ id, usedPercent }) => [id, valueOf(usedPercent)])).toEqual([['session', 25]]);
    expect(valueOf(said(await heard(account, 'wallet')).prepaid)).toMatchObject({ currency: 'USD', balance: '12.51' });
    expect(upstream.requests().map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/v1/usage', `Bearer ${canary}`],
      ['/v1/wallet/summary', `Bearer ${canary}`],
    ]);
  });

  it('a path without a script answers 404, not a refused key', async () => {
    const upstream = await upstreamOfTest();
    const account = accountOf('openai-compatible', upstream.openAiCompatible('studio'));
    // The page of a gateway may not exist, so 404 is an answer without a figure.
    await expect(heard(account, 'usage')).rejects.toThrow('Not readable');
    expect(valueOf(said(await heard(account, 'wallet')).prepaid)).toBe('unknown');
  });

  it('a relay returns what a named install has left, also with a 402', async () => {
    const upstream = await upstreamOfTest();
    const account = accountOf('relay', upstream.relay('recap'));
    const unnamed: Account = { ...account, organizationId: null, vendorAccountId: null };
    upstream.reply('recap', ({ headers }) => relayBalance({ remaining: 2, tier: 'core' }, headers));
    expect(valueOf(said(await heard(account, 'usage')).ledger)).toMatchObject({ remaining: 2, tier: 'core' });
    expect(await heard(unnamed, 'usage')).toBe('unexpected-status');
    upstream.reply('recap', { status: 402, body: relayEnvelope({ remaining: 0, tier: 'core' }, 'out_of_credits') });
    expect(valueOf(said(await heard(account, 'usage')).ledger)).toMatchObject({ remaining: 0 });
  });
});
