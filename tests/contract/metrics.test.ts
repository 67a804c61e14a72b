import fs from 'node:fs';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { metricDefinitions } from '../../core/metrics/definitions.ts';
import type { Sample } from '../../core/metrics/definitions.ts';
import { prometheusText } from '../../main/node/api/prometheus.ts';
import { ask } from '../support/api-server.ts';
import { startServe } from '../support/command-line.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { hasPrometheus, lintOf, prometheusCommand, runningPrometheus, type Series } from '../support/prometheus.ts';
import { exampleUsage, freshAccount, signedInPlace, socketOf, until } from '../support/serving-place.ts';
import { rootFolder } from '../support/source/source-files.ts';
import { askPort, freePort } from '../support/tcp-api.ts';

const missing = hasPrometheus() ? '' : ` (skipped; to run it: ${prometheusCommand})`;
const install = '5e7a11ed-0000-4000-8000-00000000000a';
const json = { 'Content-Type': 'application/json' };

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream();
  upstream.reply('work', { status: 200, body: exampleUsage() });
});
afterEach(() => upstream.close());

/** `serve` with a port, one fresh account and one install that used a credit. */
async function servingPlace(settings: object = {}) {
  const port = await freePort();
  const place = await signedInPlace(upstream, { apiPort: port, ...settings });
  await startServe(place);
  const account = await freshAccount(place);
  const scrape = async (): Promise<string> => {
    const bearer = `Bearer ${fs.readFileSync(tokenFile, 'utf8').trim()}`;
    const answer = await askPort(port, 'GET', '/metrics', { Authorization: bearer });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    });
    return String(answer.body);
  };
  const tokenFile = path.join(place.home, 'api-token');
  return { port, place, account, tokenFile, scrape };
}

describe('GET /metrics', () => {
  it('tells the same numbers as the snapshot, and makes no ledger by itself', async () => {
    const { place, account, scrape } = await servingPlace();
    const text = await scrape();
    const labels = `account="${account.id}",provider="codex"`;
    expect(text).toContain(`quota_tray_window_used_percent{${labels},window="session"} 42\n`);
    expect(text).toContain(`quota_tray_window_used_percent{${labels},window="weekly"} 61\n`);
    expect(text).toContain(`quota_tray_credits_balance{${labels},unit="credits"} 247.5\n`);
    expect(text).toContain(`quota_tray_requests_total{${labels},endpoint="usage",outcome="ok"} 1\n`);
    expect(text).not.toMatch(/ledger|warmups|process_|nodejs_|sam@example/);
    expect(fs.existsSync(path.join(place.home, 'ledger.db'))).toBe(false);
    await ask(
      socketOf(place),
      'POST',
      `/v1/ledger/installs/${install}/commits`,
      json,
      '{"tier":"core","backend":"gemini"}',
    );
    expect(await scrape()).toContain(`quota_tray_ledger_remaining{install="${install}"} 4\n`);
  });

  it('names nobody where ids are hashed, the same on each scrape and another on each installation', async () => {
    const first = await servingPlace({ metricsHashIds: true });
    await ask(
      socketOf(first.place),
      'POST',
      `/v1/ledger/installs/${install}/commits`,
      json,
      '{"tier":"core","backend":"gemini"}',
    );
    const text = await first.scrape();
    expect(text).not.toContain(first.account.id);
    expect(text).not.toContain(install);
    const nameIn = (told: string): string | undefined => /account="([0-9a-f]{16})"/.exec(told)?.[1];
    expect(nameIn(text)).toBeDefined();
    expect(nameIn(await first.scrape())).toBe(nameIn(text));
    const second = await servingPlace({ metricsHashIds: true });
    expect(nameIn(await second.scrape())).not.toBe(nameIn(text));
  });

  it('says of every metric what it is, and escapes what a label may hold', async () => {
    const labels = { account: 'a"b\\c\nd', provider: 'codex' };
    const samples = Object.keys(metricDefinitions).map((name): Sample => ({
      name: name as Sample['name'],
      labels,
      value: 1,
    }));
    const { text } = await prometheusText(samples);
    for (const name of Object.keys(metricDefinitions)) {
      expect(text).toContain(`# HELP ${name} `);
      expect(text).toContain(`${name}{account="a\\"b\\\\c\\nd",provider="codex"} 1`);
    }
    expect((await prometheusText([])).text.trim()).toBe('');
  });

  it.skipIf(missing !== '')(`is what promtool wants${missing}`, async () => {
    const { scrape } = await servingPlace();
    expect(lintOf(await scrape())).toBe('');
    const samples = Object.keys(metricDefinitions).map((name): Sample => ({
      name: name as Sample['name'],
      labels: {},
      value: 1,
    }));
    expect(lintOf((await prometheusText(samples)).text)).toBe('');
  });

  it.skipIf(missing !== '')(`is scraped by a real Prometheus, which then knows the figures${missing}`, async () => {
    const { port, tokenFile, account } = await servingPlace();
    const { query } = await runningPrometheus({ port, tokenFile });
    const told = async (expression: string): Promise<readonly Series[]> =>
      until(async () => {
        const series = await query(expression);
        return series.length === 0 ? null : series;
      });
    expect(await told('up == 1')).toHaveLength(1);
    expect(await told('100 - quota_tray_window_used_percent{window="weekly"}')).toMatchObject([
      { labels: { account: account.id, provider: 'codex', instance: `127.0.0.1:${port}` }, value: 39 },
    ]);
    expect(await told('quota_tray_account_state')).toMatchObject([{ labels: { state: 'fresh' }, value: 1 }]);
    expect(await told('quota_tray_credits_balance')).toMatchObject([{ value: 247.5 }]);
  });
});

describe('the Grafana dashboard', () => {
  const text = fs.readFileSync(path.join(rootFolder, 'docs/grafana/quota-tray.json'), 'utf8');
  const dashboard = JSON.parse(text) as {
    readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
    readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  };
  const queries = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.flatMap(({ definition = '' }) => (definition === '' ? [] : [definition])),
  ];
  const namesIn = (query: string): readonly string[] => query.match(/quota_tray_\w+/g) ?? [];

  it('asks only for metrics that there are, and for each of them', () => {
    expect(queries.filter((query) => namesIn(query).length === 0)).toEqual([]);
    expect([...new Set(queries.flatMap(namesIn))].sort()).toEqual(Object.keys(metricDefinitions).sort());
  });

  it('asks for the machine and the account that were chosen', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance', 'account']);
    const ofPanels = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(ofPanels.filter((expression) => !expression.includes('instance=~"$instance"'))).toEqual([]);
  });

  it.skipIf(missing !== '')(`asks nothing that Prometheus does not understand${missing}`, async () => {
    const { port, tokenFile } = await servingPlace();
    const { query } = await runningPrometheus({ port, tokenFile });
    for (const { targets } of dashboard.panels) {
      for (const { expr } of targets) await query(expr.replaceAll('$instance', '.*').replaceAll('$account', '.*'));
    }
  });
});
