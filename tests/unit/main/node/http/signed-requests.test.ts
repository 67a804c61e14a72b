import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { HttpOutcome } from '../../../../../core/ports.ts';
import { volcengineProvider } from '../../../../../core/providers/volcengine.ts';
import { createHttp } from '../../../../../main/node/http/http-client.ts';
import { accountOf } from '../../../../support/provider-fixtures.ts';
import { withoutProxyEnvironment } from './clean-proxy-environment.ts';
import { startServer } from './local-server.ts';

withoutProxyEnvironment();

const secret = 'a-secret-that-stays-here';
const nowMs = Date.parse('2026-11-22T08:00:07Z');

interface Sent {
  readonly headers: IncomingHttpHeaders;
  readonly url: string;
  readonly body: string;
}

/** Asks a local server for the coding plan with this key, and returns the outcome with what the server received. */
async function ask(
  key: string,
  answer: unknown,
): Promise<{ readonly outcome: HttpOutcome; readonly sent: readonly Sent[] }> {
  const sent: Sent[] = [];
  const { url } = await startServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      sent.push({ headers: request.headers, url: request.url ?? '', body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  const account = accountOf('volcengine', url);
  const credential = { kind: 'token', accessToken: key, fingerprint: 'f00d', expiresAtMs: null } as const;
  const http = createHttp({ credentials: { read: async () => credential }, version: '1.2.3', nowMs: () => nowMs });
  const spec = volcengineProvider.endpoints['usage']?.request(account, nowMs);
  if (spec === undefined) throw new Error('Volcengine has no usage');
  return { outcome: await http.send(spec, account), sent };
}

describe('a request with a signature', () => {
  it('carries the signature of what the server receives, and not the secret', async () => {
    const { outcome, sent } = await ask(`AKLT-1:${secret}`, { Result: {} });
    expect(outcome).toMatchObject({ kind: 'body', body: { Result: {} } });
    const [{ headers, url, body } = { headers: {}, url: '', body: '' }] = sent;
    const bodyHash = createHash('sha256').update(body).digest('hex');
    const canonical = [
      'POST',
      '/',
      url.slice(2).split('&').sort().join('&'),
      `content-type:${headers['content-type']}`,
      `host:${headers.host}`,
      `x-content-sha256:${bodyHash}`,
      'x-date:20261122T080007Z',
      '',
      'content-type;host;x-content-sha256;x-date',
      bodyHash,
    ].join('\n');
    const scope = '20261122/cn-beijing/ark/request';
    const text = ['HMAC-SHA256', '20261122T080007Z', scope, createHash('sha256').update(canonical).digest('hex')].join(
      '\n',
    );
    const hmac = (key: Buffer | string, part: string) => createHmac('sha256', key).update(part).digest();
    const signature = hmac(hmac(hmac(hmac(hmac(secret, '20261122'), 'cn-beijing'), 'ark'), 'request'), text).toString(
      'hex',
    );
    expect(headers.authorization).toBe(
      `HMAC-SHA256 Credential=AKLT-1/${scope}, SignedHeaders=content-type;host;x-content-sha256;x-date, Signature=${signature}`,
    );
    expect(headers).toMatchObject({ 'x-date': '20261122T080007Z', 'x-content-sha256': bodyHash });
    expect(headers['user-agent']).toBe('quota-tray/1.2.3');
    expect(JSON.stringify(sent)).not.toContain(secret);
  });

  it('is not sent with a key that is no pair', async () => {
    const { outcome, sent } = await ask('only-one-part', {});
    expect(outcome).toMatchObject({ kind: 'failure', failure: { kind: 'unauthorised' } });
    expect(sent).toEqual([]);
  });

  it('throws an answer away that repeats the secret alone', async () => {
    const { outcome } = await ask(`AKLT-1:${secret}`, { Result: { note: secret } });
    expect(outcome).toEqual({ kind: 'failure', failure: { kind: 'secret-repeated' }, fingerprint: 'f00d' });
  });
});
