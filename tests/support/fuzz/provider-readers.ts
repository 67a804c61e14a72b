import '../all-providers.ts';

import { parseExternalObservation } from '../../../core/providers/external-observation.ts';
import { providerIds } from '../../../core/providers/provider-id.ts';
import type { Endpoint } from '../../../core/providers/provider.ts';
import { providers } from '../../../core/providers/registry.ts';
import { isRecord } from '../../../core/units/json.ts';
import { accountOf, answeredFixture, fixtureTimeMs } from '../provider-fixtures.ts';
import { claudeEvents, knownHeaders, resetList, statusLine } from './examples.ts';
import { type FuzzReader, fromObservation, fromResult, nothing } from './reader.ts';
import { bodiesNamed, bodiesOf, headerSets } from './seeds.ts';

const nowMs = fixtureTimeMs;

/**
 * The readers that the registry of providers has: of answers, of headers and bodies from outside, of tools and of banked
 * resets. A new provider appears by itself, and so do its fixtures.
 */
export const providerReaders: readonly FuzzReader[] = [
  ...providerIds.flatMap(endpointReaders),
  ...providerIds.flatMap(externalReaders),
  ...providerIds.flatMap(toolReaders),
  ...providerIds.flatMap(resetReaders),
];

function endpointReaders(provider: (typeof providerIds)[number]): readonly FuzzReader[] {
  const account = accountOf(provider, 'https://service.example');
  return Object.entries(providers[provider].endpoints).flatMap(([endpointId, endpoint]) => {
    const request = endpoint.request(account, nowMs);
    const answerStatuses = request.method === 'READ' ? [] : (request.answerStatuses ?? []);
    return [200, ...answerStatuses].map((status): FuzzReader => ({
      name: `${provider} ${endpointId}${status === 200 ? '' : ` with status ${status}`}`,
      form: 'json',
      ...(endpoint.furtherRequest === undefined
        ? {
            seeds: [...bodiesOf(provider, endpointId), ...ownBodies(provider)],
            read: (input) => fromResult(endpoint.parse(input, nowMs, { account, status })),
          }
        : pollReader(provider, endpointId, endpoint, status)),
    }));
  });
}

/** The answers of each known gateway to one poll, after each of its requests. */
function gatewayPolls(): readonly (readonly unknown[])[] {
  const [forms] = bodiesNamed(/^gateways\/forms\.json$/);
  return Object.values(isRecord(forms) ? forms : {}).flatMap((pages) => {
    const bodies = Object.values(isRecord(pages) ? pages : {}).map((page) => (isRecord(page) ? page['body'] : null));
    return bodies.map((_, index) => bodies.slice(0, index + 1));
  });
}

/** Reads the answers of one poll as a list, with the address of the request after them. */
function pollReader(
  provider: (typeof providerIds)[number],
  endpointId: string,
  endpoint: Endpoint,
  status: number,
): Pick<FuzzReader, 'seeds' | 'read' | 'mayKeep'> {
  const account = accountOf(provider, 'https://service.example');
  const { earlier = [] } = answeredFixture(provider, endpointId, account);
  return {
    seeds: [
      ...bodiesOf(provider, endpointId).map((body) => [...earlier, body]),
      ...(provider === 'openai-compatible' ? gatewayPolls() : []),
    ],
    read: (input) => {
      const answers: readonly unknown[] = Array.isArray(input) ? input : [input];
      const answered = { account, status, earlier: answers.slice(0, -1) };
      return {
        ...fromResult(endpoint.parse(answers.at(-1), nowMs, answered)),
        kept: { url: endpoint.furtherRequest?.(account, answers, nowMs)?.url ?? null },
      };
    },
    mayKeep: ['url'],
  };
}

function externalReaders(provider: (typeof providerIds)[number]): readonly FuzzReader[] {
  const { parseBody, parseStatusLine } = providers[provider];
  const seeds = [
    ...[...headerSets(), ...knownHeaders].map((headers) => ({ headers, status: 200, body: null })),
    ...[...headerSets(), ...knownHeaders].map((headers) => ({
      headers,
      status: 429,
      body: ownBodies(provider)[0] ?? {},
    })),
    ...(parseBody === undefined ? [] : ownBodies(provider).map((body) => ({ headers: {}, status: null, body }))),
    ...(parseStatusLine === undefined ? [] : [{ headers: {}, status: null, body: null, statusLine }]),
  ];
  return [
    {
      name: `headers and body from outside for ${provider}`,
      form: 'json',
      seeds,
      read: (input) => {
        const given = isRecord(input) ? input : {};
        const headers = Object.fromEntries(
          Object.entries(isRecord(given['headers']) ? given['headers'] : {}).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
          ]),
        );
        const status = typeof given['status'] === 'number' ? given['status'] : null;
        const external = { provider, accountId: null, headers, status };
        return fromObservation(
          parseExternalObservation(
            provider,
            { ...external, body: given['body'] ?? null, statusLine: given['statusLine'] ?? null },
            nowMs,
          ),
        );
      },
    },
  ];
}

function toolReaders(provider: (typeof providerIds)[number]): readonly FuzzReader[] {
  const parse = providers[provider].tool?.warmUp.parseOutputLine;
  if (parse === undefined) return [];
  return [
    {
      name: `line of a warm-up of ${provider}`,
      form: 'text',
      seeds: claudeEvents.map((info) => JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info })),
      read: (input) => fromObservation(parse(String(input), nowMs)),
    },
  ];
}

function resetReaders(provider: (typeof providerIds)[number]): readonly FuzzReader[] {
  const redemption = providers[provider].resetRedemption;
  if (redemption === undefined) return [];
  return [
    {
      name: `banked resets of ${provider}`,
      form: 'json',
      seeds: [...bodiesOf(provider, 'reset-credits'), ...bodiesNamed(/reset-credits-list/), resetList],
      read: (input) => {
        const list = redemption.parseList(input, nowMs);
        if (list === null) return nothing;
        const { observation, ...kept } = list;
        return { ...fromObservation(observation), kept };
      },
      mayKeep: ['id', 'title'],
    },
  ];
}

/** Bodies of the service in any fixture, also those of other endpoints. */
function ownBodies(provider: string): readonly unknown[] {
  if (provider === 'codex') return codexBodies();
  if (provider === 'claude') return claudeBodies();
  return [
    ...Object.keys(providers[provider as 'relay'].endpoints).flatMap((id) => bodiesOf(provider, id)),
    ...(provider === 'relay' ? bodiesNamed(/relay/) : []),
  ];
}

/** Returns the answers of Codex in all fixtures. */
export function codexBodies(): readonly unknown[] {
  return [...bodiesOf('codex', 'usage'), ...bodiesNamed(/^codex(\/|-(wham|api|usage|monthly|429))/)];
}

/** Returns the answers of Claude in all fixtures. */
export function claudeBodies(): readonly unknown[] {
  return [...bodiesOf('claude', 'usage'), ...bodiesNamed(/^(claude\/|anthropic-)/)];
}
