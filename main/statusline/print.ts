import type { Readable } from 'node:stream';

import { buildSnapshot } from '../../core/snapshot/build.ts';
import type { AccountSnapshot } from '../../core/snapshot/schema.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { isSnapshot } from '../node/api/app-snapshot.ts';
import { askApp } from '../node/api/client.ts';
import { joinStatusLines, runEarlierCommand } from '../node/claude/earlier-command.ts';
import {
  type ClaudeStatus,
  earlierCommandTimeoutMs,
  parseStatus,
  readInput,
  statusInputLimits,
} from '../node/claude/status.ts';
import {
  currentAccountId,
  nothingShown,
  type ShownFigures,
  statusLineOf,
  type StatusLineSource,
} from '../services/status-line.ts';
import {
  cachedAccount,
  cachedAccounts,
  createStatusLineServices,
  saveObservation,
  type StatusLineServices,
} from './local-state.ts';

const appTimeoutMs = 300;

export interface StatusLineOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Readable & { readonly isTTY?: boolean };
  /** What was read from the input before. Null: nothing was read yet. */
  readonly given?: Buffer | null;
  /** The status line command that was set before ours. Null: there was none. */
  readonly earlierCommand: string | null;
}

/**
 * Returns the line that `quota-tray statusline` prints. It shows the limits that Claude Code sends on standard input, or
 * known figures if it sends none yet. It reports the limits to the running app, or saves them for the app's next start. A
 * status line must not break Claude Code, so every failure still gives a line.
 */
export async function statusLineText(options: StatusLineOptions): Promise<string> {
  const { environment, input, earlierCommand, given = null } = options;
  const parts = createStatusLineServices(environment);
  const reading =
    given ?? (input.isTTY === true ? Promise.resolve(Buffer.alloc(0)) : readInput(input, statusInputLimits));
  const account = currentAccountId(parts.surroundings, () => cachedAccounts(parts));
  const bytes = await reading;
  const earlier =
    earlierCommand === null ? '' : runEarlierCommand(earlierCommand, { input: bytes, timeMs: earlierCommandTimeoutMs });
  const status = parseStatus(bytes.toString('utf8'), parts.clock.nowMs());
  const ours = statusLineOf(sourceOf(parts, status), status, await account);
  return joinStatusLines(await earlier, await ours);
}

/** The source of a line that this process makes. */
function sourceOf(parts: StatusLineServices, status: ClaudeStatus): StatusLineSource {
  const { settings, locale, clock } = parts;
  return {
    settings,
    locale,
    nowMs: clock.nowMs,
    facts: async (accountId) => (await cachedAccount(parts, accountId))?.facts ?? null,
    known: (accountId) => knownFigures(parts, accountId),
    report: (accountId, observation, isNew) => report(parts, status, accountId, observation, isNew),
  };
}

/** Reports the limits to the app. The app treats a report as current, so old limits are only saved if no app runs. */
async function report(
  parts: StatusLineServices,
  status: ClaudeStatus,
  accountId: string,
  observation: Observation,
  isNew: boolean,
): Promise<void> {
  const asked = isNew
    ? await ask(parts, 'POST', '/v1/observations', { provider: 'claude', accountId, statusLine: status.limits })
    : await ask(parts, 'GET', '/v1/snapshot');
  if (asked.kind === 'not-running') await saveObservation(parts, accountId, observation);
}

async function knownFigures(parts: StatusLineServices, accountId: string): Promise<ShownFigures> {
  const asked = await ask(parts, 'GET', '/v1/snapshot');
  const isSnapshotAnswer = asked.kind === 'answer' && isSnapshot(asked.body);
  const accounts = isSnapshotAnswer ? asked.body.accounts : await accountsWithoutApp(parts, accountId);
  return accounts.find(({ id }) => id === accountId) ?? nothingShown;
}

async function accountsWithoutApp(parts: StatusLineServices, accountId: string): Promise<readonly AccountSnapshot[]> {
  const state = await cachedAccount(parts, accountId);
  if (state === undefined) return [];
  return buildSnapshot([state], parts.settings, parts.locale, parts.clock.nowMs()).accounts;
}

async function ask({ paths }: StatusLineServices, method: 'GET' | 'POST', path: string, body?: unknown) {
  const timeoutMs = appTimeoutMs;
  return askApp({ socketPath: paths.appSocket, method, path, timeoutMs, ...(body === undefined ? {} : { body }) });
}
