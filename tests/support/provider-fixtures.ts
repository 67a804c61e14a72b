import './all-providers.ts';
import { readFileSync } from 'node:fs';
import type { Account } from '../../core/providers/account.ts';
import { type ProviderId, providerIds } from '../../core/providers/provider-id.ts';
import type { AnsweredRequest } from '../../core/providers/provider.ts';
import { providers } from '../../core/providers/registry.ts';
import { ownDefinition } from './own-definition.ts';

/** When the answers of the fixtures were given. */
export const fixtureTimeMs = Date.parse('2026-11-22T00:05:00Z');

/** The bodies that every endpoint must have; `future-fields` is `ok` with fields that nobody knows yet. */
export const bodyCases = ['ok', 'empty', 'partial', 'zero-limit', 'unlimited', 'future-fields'] as const;

export type BodyCase = (typeof bodyCases)[number];

export interface EndpointFixtures {
  readonly provider: ProviderId;
  readonly endpointId: string;
  /** Throws where the case is missing: a provider without fixtures fails the suite. */
  readonly body: (name: BodyCase) => unknown;
  /** The bodies of the requests before, for an endpoint with further requests; empty: it has none. */
  readonly earlier: readonly unknown[];
}

/** Every endpoint of every provider of the registry, with the bodies of `tests/fixtures/providers`. */
export function allEndpoints(): readonly EndpointFixtures[] {
  return providerIds.flatMap((provider) =>
    Object.keys(providers[provider].endpoints).map((endpointId) => ({
      provider,
      endpointId,
      earlier: earlierOf(provider, endpointId),
      body: (name: BodyCase): unknown => {
        const cases = fixturesOf(provider)[endpointId];
        if (cases === undefined || !Object.hasOwn(cases, name)) {
          throw new Error(`tests/fixtures/providers/${provider}.json has no ${endpointId}.${name}`);
        }
        return cases[name];
      },
    })),
  );
}

/** An account of a provider with all that any request names. */
export function accountOf(provider: ProviderId, baseUrl: string): Account {
  return {
    id: `${provider}:fixture`,
    provider,
    label: 'fixture',
    email: null,
    plan: null,
    vendorAccountId: 'vendor-1',
    organizationId: 'org-1',
    baseUrl: provider === 'codex' ? `${baseUrl}/backend-api` : baseUrl,
    ...(provider === 'own' ? { definition: ownDefinition } : {}),
  };
}

/** Returns the account, a good status and the earlier bodies, which a parser gets beside the body. */
export function answeredFixture(provider: ProviderId, endpointId: string, account: Account): AnsweredRequest {
  const earlier = earlierOf(provider, endpointId);
  return { account, status: 200, ...(earlier.length === 0 ? {} : { earlier }) };
}

function earlierOf(provider: ProviderId, endpointId: string): readonly unknown[] {
  const earlier = fixturesOf(provider)[endpointId]?.['earlier'];
  return Array.isArray(earlier) ? earlier : [];
}

type Fixtures = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function fixturesOf(provider: ProviderId): Fixtures {
  const file = new URL(`../fixtures/providers/${provider}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Fixtures;
}
