import { describe, expect, it } from 'vitest';
import { openAiCompatibleProvider } from '../../core/providers/openai-compatible.ts';
import { answeredRequest, sendPoll } from '../../main/engine/poll-requests.ts';
import { createHttp } from '../../main/node/http/http-client.ts';
import { accountOf, fixtureTimeMs } from '../support/provider-fixtures.ts';
import { fixtureBody, observed, valueOf } from '../support/readings.ts';
import { withoutProxyEnvironment } from '../unit/main/node/http/clean-proxy-environment.ts';
import { startServer } from '../unit/main/node/http/local-server.ts';

withoutProxyEnvironment();

type Pages = Readonly<Record<string, { readonly status: number; readonly body: unknown }>>;

const forms = fixtureBody('gateways/forms') as Readonly<Record<string, Pages>>;
const key = 'sk-canary-of-the-relays';

/** A relay on this computer with the pages of one form. It refuses every page without the key but its public status. */
async function relay(pages: Pages) {
  const { url, requests } = await startServer(({ url: path = '', headers }, response) => {
    const page = pages[path] ?? { status: 404, body: { error: { message: 'no such page' } } };
    const isAllowed = path === '/api/status' || headers.authorization === `Bearer ${key}`;
    response.writeHead(isAllowed ? page.status : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isAllowed ? page.body : {}));
  });
  const http = createHttp({
    credentials: { read: async () => ({ kind: 'token', accessToken: key, fingerprint: 'f00d', expiresAtMs: null }) },
    version: '1.2.3',
    nowMs: () => fixtureTimeMs,
  });
  return { url, requests, http };
}

describe('a relay behind a plain base URL, asked as the app asks it', () => {
  it.each([
    ['new-api', '/v1', 'new-api', { used: '12.34', limit: '40.00', currency: 'USD' }],
    ['new-api', '', 'new-api', { used: '12.34', limit: '40.00', currency: 'USD' }],
    ['new-api-console', '/api/user/self', 'new-api · vip', { used: '1.00', isCapUnknown: true }],
    ['sub2api', '/v1', 'sub2api', { used: '12.50', limit: '50.00' }],
    ['litellm', '', 'LiteLLM', { scope: 'group_shared', used: '98.50', limit: '100.00' }],
    ['litellm-team', '/v1', 'LiteLLM', { scope: 'key', used: '2.00', limit: '5.00' }],
  ])('of the form %s at "%s" is %s, with its figures', async (form, path, plan, spend) => {
    const { url, requests, http } = await relay(forms[form] ?? {});
    const account = accountOf('openai-compatible', `${url}${path}`);
    const usage = openAiCompatibleProvider.endpoints['usage'];
    if (usage === undefined) throw new Error('There is no usage endpoint');
    const outcome = await sendPoll(http, usage, account, fixtureTimeMs);
    if (outcome.kind === 'failure') throw new Error(`Refused: ${outcome.failure.kind}`);
    const observation = observed(usage.parse(outcome.body, fixtureTimeMs, answeredRequest(account, outcome)));
    expect([valueOf(observation.plan), valueOf(observation.spend)]).toMatchObject([plan, spend]);
    const status = requests.filter((request) => request.url === '/api/status');
    for (const { headers } of status) expect(headers).not.toHaveProperty('authorization');
    expect(requests.length).toBeLessThanOrEqual(4);
  });
});
