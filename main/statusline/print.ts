import type { Readable } from 'node:stream';

import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Finding } from '../../core/ports.ts';
import { parseClaudeStatusLine } from '../../core/providers/claude/status-line.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { converter, spendSnapshot } from '../../core/snapshot/facts.ts';
import type { SpendSnapshot } from '../../core/snapshot/figure-schema.ts';
import type { AccountSnapshot, WindowSnapshot } from '../../core/snapshot/schema.ts';
import { windowSnapshot } from '../../core/snapshot/windows.ts';
import { type Facts, noFacts } from '../../core/usage/facts.ts';
import { mergePartial } from '../../core/usage/merge.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { judgeWindows } from '../../core/usage/windows.ts';
import { statusLine } from '../../core/views/status-line.ts';
import { isSnapshot } from '../node/api/app-snapshot.ts';
import { askApp } from '../node/api/client.ts';
import { runEarlierCommand, joinStatusLines } from '../node/claude/earlier-command.ts';
import { type ClaudeStatus, readInput, parseStatus } from '../node/claude/status.ts';
import { type ClaudeSignIn, createClaudeIdentifier } from '../node/credentials/claude-identity.ts';
import { claudePaths, findClaudeSignIns } from '../node/credentials/claude-sign-in.ts';
import { createMacosKeychain, type Keychain } from '../node/credentials/keychain.ts';
import { realPathOf, type DiscoveryEnvironment } from '../node/credentials/folders.ts';
import { findingOf, type SightingOutcome } from '../node/credentials/sighting.ts';
import {
  saveObservation,
  cachedAccount,
  cachedAccounts,
  type StatusLineServices,
  createStatusLineServices,
} from './local-state.ts';
import { minuteMs } from '../../core/units/time.ts';

const inputLimits = { maximumBytes: 1024 * 1024, timeMs: 2_000 };
const appTimeoutMs = 300;
const keychainOptions = { command: '/usr/bin/security', timeoutMs: 1_000 };
const earlierCommandTimeoutMs = 2_000;
/** Older figures of a session are not reported to the app as new ones. */
const newForMs = minuteMs;
/** From this age on the line shows the age: of figures from the session, and of other figures. */
const sessionAgeShownFromMs = 5 * 60_000;
const ageShownFromMs = minuteMs;

export interface StatusLineOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Readable & { readonly isTTY?: boolean };
  /** The status line command that was set before ours. Null: there was none. */
  readonly earlierCommand: string | null;
}

/**
 * Returns the line that `quota-tray statusline` prints. It shows the limits that Claude Code sends on standard input, or
 * known figures if it sends none yet. It reports the limits to the running app, or saves them for the app's next start. A
 * status line must not break Claude Code, so every failure still gives a line.
 */
export async function statusLineText({ environment, input, earlierCommand }: StatusLineOptions): Promise<string> {
  const parts = createStatusLineServices(environment);
  const reading = input.isTTY === true ? Promise.resolve(Buffer.alloc(0)) : readInput(input, inputLimits);
  const account = accountIdHere(parts);
  const bytes = await reading;
  const earlier =
    earlierCommand === null ? '' : runEarlierCommand(earlierCommand, { input: bytes, timeMs: earlierCommandTimeoutMs });
  const status = parseStatus(bytes.toString('utf8'), parts.clock.nowMs());
  const ours = ourLine(parts, status, await account).catch(() => lineOf(parts, status.model, nothingShown, null));
  return joinStatusLines(await earlier, await ours);
}

async function accountIdHere(parts: StatusLineServices): Promise<string | null> {
  const { surroundings } = parts;
  try {
    const keychain = surroundings.platform === 'darwin' ? createMacosKeychain(keychainOptions) : null;
    const finding = await currentSignIn(surroundings, keychain, () => cachedAccounts(parts));
    return finding?.outcome.kind === 'account' ? finding.outcome.account.id : null;
  } catch {
    return null;
  }
}

interface ShownFigures {
  readonly windows: readonly WindowSnapshot[];
  readonly spend: SpendSnapshot | null;
}

const nothingShown: ShownFigures = { windows: [], spend: null };

async function ourLine(parts: StatusLineServices, status: ClaudeStatus, accountId: string | null): Promise<string> {
  const observation = parseClaudeStatusLine(status.limits, status.spokeAtMs);
  if (observation === null) {
    const known = accountId === null ? nothingShown : await knownFigures(parts, accountId);
    return lineOf(parts, status.model, known, agedOver(ageShownFromMs, oldestMs(known), parts.clock.nowMs()));
  }
  if (accountId !== null) await report(parts, status, accountId, observation).catch(() => undefined);
  const figures = sessionFigures(parts, accountId, observation);
  return lineOf(parts, status.model, figures, agedOver(sessionAgeShownFromMs, oldestMs(figures), parts.clock.nowMs()));
}

/**
 * Returns the figures of the limits that the session reports. If the cache knows a newer figure of a window, as with an
 * old session, that one is shown.
 */
function sessionFigures(parts: StatusLineServices, accountId: string | null, observation: Observation): ShownFigures {
  const { settings, locale, clock } = parts;
  const nowMs = clock.nowMs();
  const facts = mergePartial(factsOf(parts, accountId), observation, nowMs);
  const ids = new Set(observation.windows?.items.map(({ id }) => id));
  const windows = judgeWindows(facts.windows, nowMs)
    .filter(({ id }) => ids.has(id))
    .map((window) => windowSnapshot(window, settings.alertAtPercent));
  const options = { isStale: () => false, convert: converter(settings, locale), nowMs };
  return { windows, spend: observation.spend === undefined ? null : spendSnapshot(facts, options) };
}

function factsOf(parts: StatusLineServices, accountId: string | null): Facts {
  if (accountId === null) return noFacts;
  try {
    return cachedAccount(parts, accountId)?.facts ?? noFacts;
  } catch {
    return noFacts;
  }
}

/** Returns the time of the figures if they are at least `ageMs` old. Else null. */
function agedOver(ageMs: number, asOfMs: number | null, nowMs: number): number | null {
  return asOfMs === null || nowMs - asOfMs < ageMs ? null : asOfMs;
}

function lineOf(
  { settings, locale, clock }: StatusLineServices,
  model: string | null,
  figures: ShownFigures,
  asOfMs: number | null,
): string {
  return statusLine({ model, ...figures, asOfMs }, settings, locale, clock.nowMs());
}

/** Reports the limits to the app. The app treats a report as current, so old limits are only saved if no app runs. */
async function report(
  parts: StatusLineServices,
  status: ClaudeStatus,
  accountId: string,
  observation: Observation,
): Promise<void> {
  const isNew = parts.clock.nowMs() - observation.asOfMs < newForMs;
  const asked = isNew
    ? await ask(parts, 'POST', '/v1/observations', { provider: 'claude', accountId, statusLine: status.limits })
    : await ask(parts, 'GET', '/v1/snapshot');
  if (asked.kind === 'not-running') await saveObservation(parts, accountId, observation);
}

async function knownFigures(parts: StatusLineServices, accountId: string): Promise<ShownFigures> {
  const asked = await ask(parts, 'GET', '/v1/snapshot');
  const isSnapshotAnswer = asked.kind === 'answer' && isSnapshot(asked.body);
  const accounts = isSnapshotAnswer ? asked.body.accounts : accountsWithoutApp(parts, accountId);
  return accounts.find(({ id }) => id === accountId) ?? nothingShown;
}

function accountsWithoutApp(parts: StatusLineServices, accountId: string): readonly AccountSnapshot[] {
  const state = cachedAccount(parts, accountId);
  if (state === undefined) return [];
  return buildSnapshot([state], parts.settings, parts.locale, parts.clock.nowMs()).accounts;
}

function oldestMs({ windows, spend }: ShownFigures): number | null {
  const shown = windows.length === 0 && spend !== null ? [spend] : windows;
  const times = shown.flatMap(({ asOf }) => (asOf === null ? [] : Date.parse(asOf)));
  return times.length === 0 ? null : Math.min(...times);
}

async function ask({ paths }: StatusLineServices, method: 'GET' | 'POST', path: string, body?: unknown) {
  const timeoutMs = appTimeoutMs;
  return askApp({ socketPath: paths.appSocket, method, path, timeoutMs, ...(body === undefined ? {} : { body }) });
}

/**
 * Finds the account that Claude Code is signed in to in this environment: in the first folder of `CLAUDE_CONFIG_DIR`, else
 * in `~/.claude`. A token that the cache knows belongs to the cached account, whatever the state file says by now. Null if
 * there is no sign-in, or if its account is unknown. Never rejects.
 */
export async function currentSignIn(
  surroundings: DiscoveryEnvironment,
  keychain: Keychain | null,
  cachedStates: () => readonly AccountState[] = () => [],
): Promise<Finding | null> {
  const [first] = claudePaths(surroundings);
  if (first === undefined) return null;
  const identifier = createClaudeIdentifier({
    remembered: cachedStates,
    nowMs: Date.now,
    whoIs: async () => ({ kind: 'cannot-say' }),
  });
  const identify = (signIn: ClaudeSignIn): Promise<SightingOutcome> => identifier.identify(signIn, false);
  const [folder, sightings] = await Promise.all([
    realPathOf(first.folder),
    findClaudeSignIns(surroundings, keychain, identify, first.folder),
  ]);
  const here = sightings.find(({ outcome }) => outcome.kind === 'account' && outcome.folder === folder);
  return here === undefined ? null : findingOf(here);
}
