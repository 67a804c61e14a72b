import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { defaultSettings, settingsOf } from '../../../../core/settings/settings.ts';
import type { TokenUsage } from '../../../../main/features/token-usage.ts';
import { tokenUsageOf, type TokenUsageServices } from '../../../../main/services/token-usage.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { claudeLine, putFile } from '../../../support/token-usage/log-world.ts';

function usageWith(home: string, off: readonly string[]): TokenUsage {
  const settings = { ...defaultSettings, tokenUsageOff: off };
  const services = {
    paths: { tokenUsage: path.join(home, 'token-usage.db'), tokenPrices: path.join(home, 'token-prices.json') },
    settings: { get: () => settings },
    clock: { nowMs: () => 0, random: () => 0 },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const usage = tokenUsageOf(services as unknown as TokenUsageServices);
  onTestFinished(usage.close);
  return usage;
}

it('the logs of a tool that is turned off stay closed, and its figures leave the index', async () => {
  const home = temporaryFolder();
  putFile(home, 'claude/projects/-code/one.jsonl', claudeLine('a', 10));
  vi.stubEnv('CLAUDE_CONFIG_DIR', path.join(home, 'claude'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const day = (usage: TokenUsage) => usage.day('2026-11-20', 'UTC', 60_000);
  const tools = async (off: readonly string[]) => (await day(usageWith(home, off)))?.map(({ tool }) => tool);
  expect(await tools([])).toContain('claude');
  expect(await tools(['claude'])).not.toContain('claude');
  expect(await tools(['amp'])).toContain('claude');
});

it('names of tools are words, and the logs of all tools are open without the setting', () => {
  expect(defaultSettings.tokenUsageOff).toEqual([]);
  expect(settingsOf({ tokenUsageOff: ['amp', 'later'] }).tokenUsageOff).toEqual(['amp', 'later']);
  expect(settingsOf({ tokenUsageOff: ['../amp'] }).tokenUsageOff).toEqual([]);
});
