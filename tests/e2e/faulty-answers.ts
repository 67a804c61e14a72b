import type { FixedReply } from '../support/upstream/reply.ts';
import type { AccountDataState } from '../../core/accounts/data-state.ts';

/** What a service can do wrong, and what the app is to make of it. */
export interface Fault {
  readonly what: string;
  readonly reply: FixedReply;
  readonly state: AccountDataState;
  readonly sentence: string | RegExp;
  /** The least time until the next request, in seconds; left out where no time is set. */
  readonly waitsSeconds?: number;
}

/** The end of a sentence that says when is asked again. */
export const asks = /Next try at (\w{3},? )?\d{1,2}:\d{2} [AP]M\./;
/** The sentence of an account whose service asked to wait. */
export const waits = /The service limits requests until (\w{3},? )?\d{1,2}:\d{2} [AP]M\./;
const json = 'application/json';

export const faults: readonly Fault[] = [
  {
    what: '401',
    reply: { status: 401, body: { detail: 'no' } },
    state: 'signed-out',
    sentence:
      'Codex refused the sign-in of this account (HTTP 401). Run codex login in a terminal. The account then comes back by itself.',
  },
  {
    what: '403 about the sign-in',
    reply: { status: 403, body: { detail: 'The token was revoked.' } },
    state: 'signed-out',
    sentence: 'Codex refused the sign-in of this account (HTTP 403).',
  },
  {
    what: '403 about the country',
    reply: { status: 403, body: { error: { code: 'unsupported_country_region_territory' } } },
    state: 'error',
    sentence: 'Codex is not available in the country or region of this connection (HTTP 403). The sign-in is fine.',
    waitsSeconds: 899,
  },
  {
    what: '404',
    reply: { status: 404, body: {} },
    state: 'error',
    sentence: 'Codex offers no usage at this address (HTTP 404). Check the address of the service if you set one.',
    waitsSeconds: 299,
  },
  {
    what: '429 without a time',
    reply: { status: 429, body: {} },
    state: 'rate-limited',
    sentence: 'The service refused the last request because it received too many. It named no time.',
    waitsSeconds: 59,
  },
  {
    what: '429 with a time of 0',
    reply: { status: 429, headers: { 'retry-after': '0' }, body: {} },
    state: 'rate-limited',
    sentence: 'The service refused the last request because it received too many. It named no time.',
    waitsSeconds: 59,
  },
  {
    what: '429 with seconds',
    reply: { status: 429, headers: { 'retry-after': '1800' }, body: {} },
    state: 'rate-limited',
    sentence: waits,
    waitsSeconds: 1_799,
  },
  {
    what: '429 with a time in its body',
    reply: { status: 429, body: { error: { resets_in_seconds: 2_400 } } },
    state: 'rate-limited',
    sentence: waits,
    waitsSeconds: 2_399,
  },
  {
    what: '500',
    reply: { status: 500, body: { error: 'broken' } },
    state: 'error',
    sentence: 'Codex has a problem on its side (HTTP 500).',
    waitsSeconds: 59,
  },
  {
    what: 'silence',
    reply: { kind: 'hang' },
    state: 'offline',
    sentence: 'Codex did not answer in time.',
    waitsSeconds: 59,
  },
  {
    what: 'a connection that breaks off',
    reply: { kind: 'reset' },
    state: 'offline',
    sentence: 'The connection to Codex was interrupted.',
    waitsSeconds: 59,
  },
  {
    what: 'a body that breaks off',
    reply: { kind: 'reset', afterBytes: 400 },
    state: 'offline',
    sentence: 'The connection to Codex was interrupted.',
    waitsSeconds: 59,
  },
  {
    what: 'a page of HTML',
    reply: { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' },
    state: 'error',
    sentence: 'Codex answered with a web page instead of data',
    waitsSeconds: 299,
  },
  {
    what: 'a challenge page under 403',
    reply: { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>One moment</html>' },
    state: 'error',
    sentence: 'A block page answered instead of Codex (HTTP 403). The sign-in is fine.',
    waitsSeconds: 899,
  },
  {
    what: '50 MB',
    reply: { kind: 'huge', bytes: 50_000_000 },
    state: 'error',
    sentence: 'The answer of Codex was too large, so it was not used.',
    waitsSeconds: 299,
  },
  {
    what: 'an empty body',
    reply: { body: '' },
    state: 'error',
    sentence: 'Codex answered with a web page instead of data',
    waitsSeconds: 299,
  },
  {
    what: 'half a JSON text',
    reply: { body: '{"plan_type": "pro", "rate_' },
    state: 'error',
    sentence: 'Codex answered with a web page instead of data',
    waitsSeconds: 299,
  },
  {
    what: 'a list',
    reply: { body: '[]' },
    state: 'error',
    sentence: 'Codex answered in an unknown format.',
    waitsSeconds: 299,
  },
  {
    what: 'null',
    reply: { headers: { 'content-type': json }, body: 'null' },
    state: 'error',
    sentence: 'Codex answered in an unknown format.',
    waitsSeconds: 299,
  },
  {
    what: 'nothing but odd values',
    reply: { body: { plan_type: 7, rate_limit: 'full', credits: 'many' } },
    state: 'error',
    sentence: 'Codex answered in an unknown format.',
    waitsSeconds: 299,
  },
];
