import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { accountStateSchema } from '../../../../core/accounts/state-schema.ts';
import { providers } from '../../../../core/providers/registry.ts';
import type { ProviderId } from '../../../../core/providers/provider-id.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { newEndpoint } from '../../../../core/polling/endpoint.ts';
import { exampleAccount } from '../../../support/engine-world.ts';

const nowMs = Date.parse('2026-03-02T13:00:00Z');
const folder = path.join(import.meta.dirname, '../../../fixtures');
const bodies = (['codex', 'claude'] as const).flatMap((provider) =>
  readdirSync(path.join(folder, provider)).map((file) => [provider, file] as const),
);

/** What is stored after an answer, and what a restart makes of it. */
function overRestart(provider: ProviderId, body: unknown): { readonly before: unknown; readonly after: unknown } {
  const account = exampleAccount('work', { provider, organizationId: null });
  const read = providers[provider].endpoints['usage']?.parse(body, nowMs, { account, status: 200 });
  if (read?.ok !== true) throw new Error('The answer must be readable');
  const facts = merge(noFacts, read.observation);
  const before = { account, facts, endpoints: { usage: newEndpoint(nowMs) }, oddPaths: [], offer: null };
  const result = v.safeParse(accountStateSchema, JSON.parse(JSON.stringify(before)));
  return { before, after: result.success ? result.output : 'set aside' };
}

describe('an account over a restart', () => {
  it.each(bodies)('keeps every figure of the %s answer %s', (provider, file) => {
    const { before, after } = overRestart(
      provider,
      JSON.parse(readFileSync(path.join(folder, provider, file), 'utf8')),
    );
    expect(after).toEqual(before);
  });

  it.each(['20.00', '7.60', '0.00', '1234.50'])('keeps money of %s with its decimals', (limit) => {
    const minor = Math.round(Number(limit) * 100);
    const body = {
      extra_usage: { is_enabled: true, monthly_limit: minor, used_credits: 0, utilization: 0, currency: 'EUR' },
    };
    const { before, after } = overRestart('claude', body);
    expect(after).toEqual(before);
  });
});
