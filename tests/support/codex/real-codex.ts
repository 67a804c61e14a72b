import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../../scripts/electron/cache.ts';
import { captureCommand } from '../../../scripts/process/command.ts';

const version = '0.171.0';

/** Whether the tests may fetch and run the real Codex command line: about 400 MB, so only when told to. */
export const mayRunRealCodex = process.env['QUOTA_TRAY_REAL_CODEX'] === '1';

/** Absolute path of the real Codex command line, fetched into the cache folder the first time. */
export async function realCodex(): Promise<string> {
  const folder = path.join(cacheFolder(), 'codex-cli', version);
  const file = path.join(folder, 'node_modules', '.bin', 'codex');
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const install = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `@openai/codex@${version}`];
  const { exitCode, stderr } = await captureCommand('npm', install, { timeoutMs: 600_000 });
  if (exitCode !== 0) throw new Error(`The Codex command line could not be fetched: ${stderr.slice(-500)}`);
  return file;
}

/** The lines of a `config.toml` that send the model calls of the tool to a stand-in. */
export function standInModel(baseUrl: string): string {
  return [
    'model = "stand-in"',
    'model_provider = "standin"',
    '[model_providers.standin]',
    'name = "Stand-in"',
    `base_url = ${JSON.stringify(baseUrl)}`,
    'wire_api = "responses"',
    'env_key = "STAND_IN_KEY"',
    '',
  ].join('\n');
}

/** One answer of a model, as a stream of events. */
export function modelAnswer(text: string): string {
  const item = { type: 'message', role: 'assistant', id: 'item-1', content: [{ type: 'output_text', text }] };
  const usage = {
    input_tokens: 1,
    input_tokens_details: null,
    output_tokens: 1,
    output_tokens_details: null,
    total_tokens: 2,
  };
  const events = [
    { type: 'response.created', response: { id: 'answer-1' } },
    { type: 'response.output_item.done', item },
    { type: 'response.completed', response: { id: 'answer-1', usage } },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}
