import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../../scripts/electron/cache.ts';
import { captureCommand } from '../../../scripts/process/command.ts';

const version = '2.1.332';

/** Whether the tests may fetch and run the real Claude Code: about 400 MB, so only when told to. */
export const mayRunRealClaude = process.env['QUOTA_TRAY_REAL_CLAUDE'] === '1';

/** Absolute path of the real Claude Code, fetched into the cache folder the first time. */
export async function realClaude(): Promise<string> {
  const folder = path.join(cacheFolder(), 'claude-code', version);
  const platform = `claude-code-${process.platform}-${process.arch}`;
  const name = process.platform === 'win32' ? 'claude.exe' : 'claude';
  const file = path.join(folder, 'node_modules', '@anthropic-ai', platform, name);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const flags = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  const install = ['install', ...flags, `@anthropic-ai/claude-code@${version}`];
  const { exitCode, stderr } = await captureCommand('npm', install, { timeoutMs: 600_000 });
  if (exitCode !== 0) throw new Error(`Claude Code could not be fetched: ${stderr.slice(-500)}`);
  return file;
}
