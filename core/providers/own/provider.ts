import type { Account } from '../account.ts';
import { ignoreHeaders, parseResult } from '../parse.ts';
import type { AnsweredRequest, ParseResult, Provider, RequestSpec } from '../provider.ts';
import { addressOf, joinUrl, requestAt } from '../request.ts';
import { idSlot, secretSlot } from './definition.ts';
import { figuresOf } from './figures.ts';

/** A service that the user describes. Its account holds the definition, so that request and parser stay pure. */
export const ownProvider: Provider = {
  id: 'own',
  displayName: 'Own service',
  tile: 'Ow',
  shows: ['limits', 'balance', 'spending', 'sessions'],
  signInCommand: null,
  key: { page: null, defaultBaseUrl: null },
  endpoints: {
    usage: {
      pollInterval: { defaultMs: 300_000, minimumMs: 60_000 },
      isWanted: ({ definition }) => definition !== undefined,
      request: requestOf,
      parse: parseAnswer,
    },
  },
  parseHeaders: ignoreHeaders,
  planName: (plan) => plan,
};

/**
 * The one request of a definition. The address begins with the account's base URL, whatever the definition says, and no
 * redirect is followed.
 */
export function requestOf({ baseUrl, definition, organizationId }: Account): RequestSpec {
  if (definition === undefined) return { ...requestAt(joinUrl(baseUrl, '/')), refusesRedirects: true };
  const id = organizationId ?? '';
  const headers = Object.entries(definition.headers).map(([name, text]) => [
    name,
    text.replaceAll(idSlot, () => id).replaceAll(secretSlot, () => '{{secret:accessToken}}'),
  ]);
  const url = addressOf(
    baseUrl,
    definition.path.replaceAll(idSlot, () => encodeURIComponent(id)),
  );
  return { ...requestAt(url, Object.fromEntries(headers) as Record<string, string>), refusesRedirects: true };
}

/** Parses an answer by the account's definition. Never throws. */
function parseAnswer(body: unknown, asOfMs: number, { account }: AnsweredRequest): ParseResult {
  const { definition } = account;
  if (definition === undefined) return parseResult(body, asOfMs, {}, ['$']);
  const { fields, emptyPlaces } = figuresOf(definition, body, asOfMs);
  const needed = emptyPlaces.filter(({ isNeeded }) => isNeeded).map(({ pointer }) => memberPath(pointer));
  return parseResult(body, asOfMs, fields, needed);
}

/** `/data/balance` as `data.balance`, as reports of unrecognized fields name it. */
function memberPath(pointer: string): string {
  return pointer === '' ? '$' : pointer.slice(1).replaceAll('/', '.');
}
