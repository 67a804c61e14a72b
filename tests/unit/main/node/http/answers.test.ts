import { describe, expect, test } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import { balanceRequest } from '../../../../../core/providers/relay.ts';
import { walletRequest } from '../../../../../core/providers/openai-compatible.ts';
import { createHttp } from '../../../../../main/node/http/http-client.ts';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';
import { accountAt, canary, nowMs, startServer } from './local-server.ts';

withoutProxyEnvironment();

function httpWith(accessToken: string) {
  return createHttp({
    credentials: { read: async () => ({ kind: 'token', accessToken, fingerprint: 'f00d', expiresAtMs: null }) },
    version: '1.2.3',
    nowMs: () => nowMs,
  });
}

const relayAt = (url: string): Account => ({ ...accountAt(url), provider: 'relay', organizationId: 'inst-1' });

describe('a refusal that is an answer', () => {
  test.each([
    [402, '{"credits_remaining":0,"tier":"core"}', { credits_remaining: 0, tier: 'core' }],
    [402, '<html>Pay</html>', null],
    [402, '', null],
  ])('a %i with %j gives its body', async (status, text, body) => {
    const server = await startServer((_request, response) => response.writeHead(status).end(text));
    const account = relayAt(server.url);
    const outcome = await httpWith(canary).send(balanceRequest(account), account);
    expect(outcome).toEqual({ kind: 'body', body, status, fingerprint: 'f00d' });
  });

  test.each([
    [401, { kind: 'unauthorised', status: 401 }],
    [404, { kind: 'unexpected-status', status: 404 }],
    [503, { kind: 'server', status: 503 }],
  ])('a %i that the request does not name stays a failure', async (status, failure) => {
    const server = await startServer((_request, response) => response.writeHead(status).end('{}'));
    const account = relayAt(server.url);
    const outcome = await httpWith(canary).send(balanceRequest(account), account);
    expect(outcome).toEqual({ kind: 'failure', failure, fingerprint: 'f00d' });
  });
});

test('an install without a licence is requested with its id and without a sign-in', async () => {
  const server = await startServer((_request, response) => response.end('{}'));
  const account = relayAt(server.url);
  await httpWith('').send(balanceRequest(account), account);
  const headers = server.requests[0]?.headers ?? {};
  expect(headers).toMatchObject({ 'x-recap-install-id': 'inst-1', 'user-agent': 'quota-tray/1.2.3' });
  expect(Object.keys(headers)).not.toContain('authorization');
});

test('a key goes to a further origin only if the provider names it for this account', async () => {
  const server = await startServer((_request, response) => response.end('{}'));
  const here: Account = { ...accountAt(`${server.url}/v1`), provider: 'openai-compatible' };
  const elsewhere: Account = { ...here, baseUrl: 'https://models.example/v1' };
  const vendor: Account = { ...here, baseUrl: 'https://api.code.umans.ai/v1' };
  const http = httpWith(canary);
  expect(await http.send(walletRequest(here), here)).toMatchObject({ kind: 'body' });
  expect(await http.send(walletRequest(vendor), here)).toMatchObject({ failure: { kind: 'redirect-refused' } });
  expect(await http.send(walletRequest(here), elsewhere)).toMatchObject({ failure: { kind: 'redirect-refused' } });
  expect(server.requests).toHaveLength(1);
});
