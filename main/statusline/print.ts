import type { Readable } from 'node:stream';

import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Finding } from '../../core/ports.ts';
import { parseClaudeStatusLine } from '../../core/providers/claude/status-line.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { converter, spendSnapshot } from '../../core/snapshot/facts.ts';
import type { AccountSnapshot, SpendSnapshot, WindowSnapshot } from '../../core/snapshot/schema.ts';
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

const inputLimits = { maximumBytes: 1024 * 1024, timeMs: 2_000 };
const appAnswersWithinMs = 300;
const keychainOptions = { command: '/usr/bin/security', timeoutMs: 1_000 };
const earlierCommandWithinMs = 2_000;
/** Figures that the session heard longer ago are not handed on as new ones. */
const newForMs = 60_000;
/** Figures of a session that was silent for longer are shown with their age; others say theirs sooner. */
const ofNowForMs = 5 * 60_000;
const justNowMs = 60_000;

export interface StatusLineOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Readable & { readonly isTTY?: boolean };
  /** The status line command that was there before ours; null: none. */
  readonly earlierCommand: string | null;
}

/**
 * What `quota-tray statusline` prints: one line from what Claude Code says on standard input, or from
 * what is known where it says nothing yet. The limits are handed to the running app, else kept for its
 * next start. A status line must never break the tool that shows it: whatever fails, a line is given.
 */
export async function statusLineText({ environment, input, earlierCommand }: StatusLineOptions): Promise<string> {
  const parts = createStatusLineServices(environment);
  const { platform } = parts.surroundings;
  const reading = input.isTTY === true ? Promise.resolve(Buffer.alloc(0)) : readInput(input, inputLimits);
  const account = accountIdHere(parts);
  const bytes = await reading;
  const earlier =
    earlierCommand === null
      ? ''
      : runEarlierCommand(earlierCommand, { input: bytes, timeMs: earlierCommandWithinMs, platform });
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
  const said = parseClaudeStatusLine(status.limits, status.spokeAtMs);
  if (said === null) {
    const known = accountId === null ? nothingShown : await knownFigures(parts, accountId);
    return lineOf(parts, status.model, known, agedOver(justNowMs, oldestMs(known), parts.clock.nowMs()));
  }
  if (accountId !== null) await handOn(parts, status, accountId, said).catch(() => undefined);
  const heard = heardFigures(parts, accountId, said);
  return lineOf(parts, status.model, heard, agedOver(ofNowForMs, oldestMs(heard), parts.clock.nowMs()));
}

/**
 * The limits that the session speaks of. Where it heard less of a window than is known of it, as an older
 * session does, the known figure is shown.
 */
function heardFigures(parts: StatusLineServices, accountId: string | null, said: Observation): ShownFigures {
  const { settings, locale, clock } = parts;
  const nowMs = clock.nowMs();
  const facts = mergePartial(factsOf(parts, accountId), said, nowMs);
  const ids = new Set(said.windows?.items.map(({ id }) => id));
  const windows = judgeWindows(facts.windows, nowMs)
    .filter(({ id }) => ids.has(id))
    .map((window) => windowSnapshot(window, settings.warnAtPercent));
  const terms = { isStale: () => false, convert: converter(settings, locale), nowMs };
  return { windows, spend: said.spend === undefined ? null : spendSnapshot(facts, terms) };
}

function factsOf(parts: StatusLineServices, accountId: string | null): Facts {
  if (accountId === null) return noFacts;
  try {
    return cachedAccount(parts, accountId)?.facts ?? noFacts;
  } catch {
    return noFacts;
  }
}

/** The time that is worth telling; null where the figures are younger than that. */
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

/** The app takes what it is handed as true now, so it gets only what is. */
async function handOn(
  parts: StatusLineServices,
  status: ClaudeStatus,
  accountId: string,
  said: Observation,
): Promise<void> {
  const isNew = parts.clock.nowMs() - said.asOfMs < newForMs;
  const asked = isNew
    ? await ask(parts, 'POST', '/v1/observations', { provider: 'claude', accountId, statusLine: status.limits })
    : await ask(parts, 'GET', '/v1/snapshot');
  if (asked.kind === 'not-running') await saveObservation(parts, accountId, said);
}

async function knownFigures(parts: StatusLineServices, accountId: string): Promise<ShownFigures> {
  const asked = await ask(parts, 'GET', '/v1/snapshot');
  const isTold = asked.kind === 'answer' && isSnapshot(asked.body);
  const accounts = isTold ? asked.body.accounts : accountsWithoutApp(parts, accountId);
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
  const timeoutMs = appAnswersWithinMs;
  return askApp({ socketPath: paths.socket, method, path, timeoutMs, ...(body === undefined ? {} : { body }) });
}

/**
 * The account that Claude Code is signed in to in this environment: that of the first folder of
 * `CLAUDE_CONFIG_DIR`, else of `~/.claude`. A token that is remembered as an
 * account's stays that account's, whatever the state file says by now. Null where there is none, and where nobody
 * knows whose it is. Never throws.
 */
export async function currentSignIn(
  surroundings: DiscoveryEnvironment,
  keychain: Keychain | null,
  remembered: () => readonly AccountState[] = () => [],
): Promise<Finding | null> {
  const [first] = claudePaths(surroundings);
  if (first === undefined) return null;
  const identifier = createClaudeIdentifier({
    remembered,
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
