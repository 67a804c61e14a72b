import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StorageProblem } from '../../../../../core/settings/storage-problem.ts';
import { ratesAddress } from '../../../../../main/node/http/addresses.ts';
import { createRates, type Rates, type RatesOptions } from '../../../../../main/node/storage/exchange-rates.ts';
import { createPublicHttp } from '../../../../../main/node/http/http-client.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';
import { nowMs, refusedUrl, startServer } from '../http/local-server.ts';

const body = { amount: 1, base: 'USD', date: '2026-11-20', rates: { EUR: 0.92 } };
const table = { date: '2026-11-20', base: 'USD', rates: { EUR: '0.92' } };

interface World {
  readonly rates: Rates;
  readonly file: string;
  readonly problems: StorageProblem[];
}

function world(address: URL | null, folder = temporaryFolder(), more: Partial<RatesOptions> = {}): World {
  const problems: StorageProblem[] = [];
  const file = path.join(folder, 'rates.json');
  const { get } = createPublicHttp({ nowMs: () => nowMs, version: '1.2.3' });
  const report = (problem: StorageProblem): void => void problems.push(problem);
  return { rates: createRates({ file, address, get, nowMs: () => nowMs, report, ...more }), file, problems };
}

async function answering(answer: unknown, status = 200) {
  return startServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
}

describe('the exchange rates', () => {
  it('are requested only by a refresh, without a sign-in', async () => {
    const server = await answering(body);
    const { rates } = world(new URL(`${server.url}/latest?base=USD`));
    expect(rates.table()).toBeNull();
    expect(server.requests).toHaveLength(0);
    expect(await rates.refresh()).toEqual({ kind: 'refreshed' });
    expect(server.requests.map(({ url }) => url)).toEqual(['/latest?base=USD']);
    expect(server.requests[0]?.headers['authorization']).toBeUndefined();
    expect(server.requests[0]?.headers['cookie']).toBeUndefined();
  });

  it('are saved in their own file, for the user only, and read again', async () => {
    const server = await answering(body);
    const folder = temporaryFolder();
    const first = world(new URL(server.url), folder);
    await first.rates.refresh();
    const kept = { ...table, source: `127.0.0.1:${server.port}` };
    expect(first.rates.table()).toEqual(kept);
    expect(modeOf(first.file)).toBe(0o600);
    const second = world(null, folder);
    expect(second.rates.table()).toEqual(kept);
    expect(second.rates.table()).toBe(second.rates.table());
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [{ error: 'down' }, 503, { kind: 'server', status: 503 }],
    [{ message: 'not found' }, 404, { kind: 'unexpected-status', status: 404 }],
    [{ ...body, base: 'EUR' }, 200, { kind: 'schema', paths: [] }],
    [[], 200, { kind: 'schema', paths: [] }],
  ])('stay as they were when the answer is %j with status %i', async (answer, status, failure) => {
    const folder = temporaryFolder();
    const good = await answering(body);
    await world(new URL(good.url), folder).rates.refresh();
    const server = await answering(answer, status);
    const { rates } = world(new URL(server.url), folder);
    const before = rates.table();
    expect(await rates.refresh()).toEqual({ kind: 'failed', host: `127.0.0.1:${server.port}`, failure });
    expect(rates.table()).toBe(before);
    expect(before).toMatchObject(table);
  });

  it('stay unchanged without an answer', async () => {
    const { rates } = world(new URL(await refusedUrl()));
    expect(await rates.refresh()).toMatchObject({ kind: 'failed', failure: { kind: 'network' } });
    expect(rates.table()).toBeNull();
  });

  it('are requested once for two refreshes at the same time', async () => {
    const server = await answering(body);
    const { rates } = world(new URL(server.url));
    expect(await Promise.all([rates.refresh(), rates.refresh()])).toHaveLength(2);
    expect(server.requests).toHaveLength(1);
    await rates.refresh();
    expect(server.requests).toHaveLength(2);
  });

  it.each(['{', '[]', '{"version":1,"table":{"base":"USD"}}', '{"version":0}'])(
    'a file with %s is set aside, reported, and a new one begun',
    async (text) => {
      const folder = temporaryFolder();
      fs.writeFileSync(path.join(folder, 'rates.json'), text);
      const server = await answering(body);
      const { rates, file, problems } = world(new URL(server.url), folder);
      expect(rates.table()).toBeNull();
      expect(problems).toEqual([{ kind: 'set-aside', what: 'rates', movedTo: expect.stringContaining('.corrupt-') }]);
      await rates.refresh();
      expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({ version: 1, table });
      expect(fs.readdirSync(folder)).toHaveLength(2);
    },
  );

  it('of a later version are not changed, which is reported', async () => {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, 'rates.json'), '{"version":2}');
    const server = await answering(body);
    const { rates, file, problems } = world(new URL(server.url), folder);
    expect(rates.table()).toBeNull();
    expect(await rates.refresh()).toEqual({ kind: 'refreshed' });
    expect(problems).toEqual([{ kind: 'newer-version', what: 'rates', file }]);
    expect(fs.readFileSync(file, 'utf8')).toBe('{"version":2}');
  });

  it('are used until the app quits if they cannot be saved, which is reported', async () => {
    const folder = temporaryFolder();
    const server = await answering(body);
    const { rates, problems } = world(new URL(server.url), folder, { file: path.join(folder, 'gone', 'rates.json') });
    expect(rates.table()).toBeNull();
    fs.writeFileSync(path.join(folder, 'gone'), 'a file where a folder should be');
    expect(await rates.refresh()).toEqual({ kind: 'refreshed' });
    expect(rates.table()).toMatchObject(table);
    expect(problems.map(({ kind }) => kind)).toEqual(['not-saved']);
  });

  it('are not requested from a refused address', async () => {
    const { rates } = world(null);
    expect(rates.host).toBeNull();
    expect(await rates.refresh()).toEqual({ kind: 'bad-address' });
  });
});

describe('the address of the exchange rates', () => {
  it.each([
    [{}, 'https://api.frankfurter.dev/v1/latest?base=USD'],
    [{ QUOTA_TRAY_RATES_URL: '' }, 'https://api.frankfurter.dev/v1/latest?base=USD'],
    [{ QUOTA_TRAY_RATES_URL: 'http://127.0.0.1:9/x?base=USD' }, 'http://127.0.0.1:9/x?base=USD'],
    [{ QUOTA_TRAY_RATES_URL: 'https://rates.example/v1' }, 'https://rates.example/v1'],
  ])('is %j: %s', (environment, address) => {
    expect(ratesAddress(environment)?.href).toBe(address);
  });

  it.each(['http://rates.example/', 'ftp://rates.example/', 'file:///etc/hosts', 'https://me:pw@rates.example/', 'x'])(
    'is refused: %s',
    (address) => {
      expect(ratesAddress({ QUOTA_TRAY_RATES_URL: address })).toBeNull();
    },
  );
});
