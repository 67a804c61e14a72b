import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

import { onTestFinished } from 'vitest';

import { until } from './serving-place.ts';
import { freePort } from './tcp-api.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a person runs where Prometheus is missing; tests that need it name it when they skip. */
export const prometheusCommand = 'sudo apt-get install --no-install-recommends prometheus';

export function hasPrometheus(): boolean {
  return ['prometheus', 'promtool'].every((program) => spawnSync(program, ['--version']).status === 0);
}

/** What `promtool check metrics` has to say of a text; empty where nothing. */
export function lintOf(text: string): string {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`.trim() || `promtool ended with ${status}`;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A private Prometheus that scrapes one target each second; ended with the test. The answer asks it a query. */
export async function runningPrometheus(target: { readonly port: number; readonly tokenFile: string }) {
  const folder = temporaryFolder();
  const port = await freePort();
  const configuration = path.join(folder, 'prometheus.yml');
  fs.writeFileSync(
    configuration,
    `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: quota-tray
    authorization: { credentials_file: ${JSON.stringify(target.tokenFile)} }
    static_configs: [{ targets: ['127.0.0.1:${target.port}'] }]
`,
  );
  const child = spawn(
    'prometheus',
    [
      ...[`--config.file=${configuration}`, `--storage.tsdb.path=${path.join(folder, 'data')}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  const query = async (expression: string): Promise<readonly Series[]> => {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    if (!answer.ok) throw new Error(`Prometheus refused ${expression}: ${await answer.text()}`);
    const { data } = (await answer.json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  };
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended: ${said}`);
    return (await fetch(`${url}/-/ready`).catch(() => null))?.ok === true ? true : null;
  });
  return { query };
}
