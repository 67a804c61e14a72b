import type { Account } from '../account.ts';
import type { Observation } from '../../usage/observation.ts';
import { type Provider, type ProviderTool, type RequestSpec, warmUpPrompt } from '../provider.ts';
import { grantEndpoint } from './grant.ts';
import { parseClaudeHeaders } from './headers.ts';
import { claudePlanName } from './plan.ts';
import { parseClaudeMoney } from './spend.ts';
import { parseClaudeStatusLine } from './status-line.ts';
import { parseClaudeStreamLine } from './stream-event.ts';
import { readClaudeUsage } from './usage.ts';

const quarterHourMs = 900_000;

/** Claude Code. It answers from its own usage request, at a cost of about 1.3 s of CPU for each start. */
export const claudeTool: ProviderTool = {
  command: 'claude',
  folderVariable: 'CLAUDE_CONFIG_DIR',
  runsAlone: true,
  localSource: 'state-file',
  hasEssentialTrafficVariable: true,
  resetCommand: { text: '/limit-reset', program: 'Claude Code' },
  question: { source: 'tool', setting: 'askClaudeTool', when: 'on-occasion', hasExtraTraffic: true },
  warmUp: {
    arguments: [
      ...['-p', '--model', 'haiku', '--max-turns', '1', '--strict-mcp-config'],
      ...['--settings', '{"disableAllHooks":true}'],
      ...['--output-format', 'stream-json', '--verbose', warmUpPrompt],
    ],
    isMissingSessionUnstarted: true,
    parseOutputLine: parseClaudeStreamLine,
  },
};

/**
 * Claude with a Claude Code sign-in, polled for its usage. The endpoint limits clients with their own name strictly,
 * so the app polls it at most every 15 minutes.
 */
export const claudeProvider: Provider = {
  id: 'claude',
  displayName: 'Claude',
  alsoCalled: 'anthropic claude code',
  tile: 'Cl',
  shows: ['limits', 'balance', 'spending'],
  pages: {
    usage: 'https://claude.ai/settings/usage',
    status: 'https://status.anthropic.com/',
    billing: 'https://claude.ai/settings/billing',
  },
  signInCommand: 'claude',
  tool: claudeTool,
  pollSetting: 'askClaude',
  endpoints: {
    usage: {
      pollInterval: { defaultMs: quarterHourMs, minimumMs: quarterHourMs },
      request: claudeUsageRequest,
      parse: readClaudeUsage,
    },
    grant: grantEndpoint,
  },
  parseHeaders: parseClaudeHeaders,
  parseBody: parseClaudeBody,
  parseStatusLine: parseClaudeStatusLine,
  planName: claudePlanName,
};

/** Parses the money in the body of a successful answer; the body of a refusal states none. */
function parseClaudeBody(body: unknown, asOfMs: number, status: number | null): Observation | null {
  const isGood = status === null || (status >= 200 && status < 300);
  return isGood ? parseClaudeMoney(body, asOfMs) : null;
}

/** The request for the usage of a Claude account. It carries the app's own User-Agent. */
function claudeUsageRequest(account: Account): RequestSpec {
  return {
    method: 'GET',
    url: `${account.baseUrl.replace(/\/+$/, '')}/api/oauth/usage`,
    headers: {
      Authorization: 'Bearer {{secret:accessToken}}',
      'anthropic-beta': 'oauth-2025-04-20',
      Accept: 'application/json',
      'User-Agent': 'quota-tray/{{version}}',
    },
    timeoutMs: 12_000,
    maximumBytes: 1_048_576,
  };
}
