import type { AccountState } from '../../core/accounts/account-state.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Finding } from '../../core/ports.ts';
import { parseClaudeStatusLine } from '../../core/providers/claude/status-line.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { converter, spendSnapshot } from '../../core/snapshot/facts.ts';
import type { SpendSnapshot } from '../../core/snapshot/figure-schema.ts';
import type { WindowSnapshot } from '../../core/snapshot/schema.ts';
import { windowSnapshot } from '../../core/snapshot/windows.ts';
import { minuteMs } from '../../core/units/time.ts';
import { type Facts, noFacts } from '../../core/usage/facts.ts';
import { mergePartial } from '../../core/usage/merge.ts';
import type { Observation } from '../../core/usage/observation.ts';
import { judgeWindows } from '../../core/usage/windows.ts';
import { statusLine } from '../../core/views/status-line.ts';
import type { ClaudeStatus } from '../node/claude/status.ts';
import { type ClaudeSignIn, createClaudeIdentifier } from '../node/credentials/claude-identity.ts';
import { claudePaths, findClaudeSignIns } from '../node/credentials/claude-sign-in.ts';
import { type DiscoveryEnvironment, realPathOf } from '../node/credentials/folders.ts';
import { createMacosKeychain } from '../node/credentials/keychain.ts';
import { findingOf, type SightingOutcome } from '../node/credentials/sighting.ts';

/** Older figures of a session are not reported to the app as new ones. */
const newForMs = minuteMs;
/** From this age on the line shows the age: of figures from the session, and of other figures. */
const sessionAgeShownFromMs = 5 * minuteMs;
const ageShownFromMs = minuteMs;
const keychainOptions = { command: '/usr/bin/security', timeoutMs: 1_000 };

/** The figures of an account that a status line can show. */
export interface ShownFigures {
  readonly windows: readonly WindowSnapshot[];
  readonly spend: SpendSnapshot | null;
}

export const nothingShown: ShownFigures = { windows: [], spend: null };

/** Where a status line comes from: the running app, or the command itself. */
export interface StatusLineSource {
  readonly settings: Settings;
  readonly locale: LocaleContext;
  readonly nowMs: () => number;
  /** Returns the stored facts of an account; null: it is unknown. */
  readonly facts: (accountId: string) => Promise<Facts | null>;
  /** Returns the known figures of an account. */
  readonly known: (accountId: string) => Promise<ShownFigures>;
  /** Takes the limits that the session stated. `isNew`: they are current. */
  readonly report: (accountId: string, observation: Observation, isNew: boolean) => Promise<void>;
}

/**
 * Returns the line with the limits that the session states, or with known figures if it states none yet. A fault still
 * gives a line.
 *
 * @param accountId The account that Claude Code is signed in to; null: not known.
 */
export async function statusLineOf(
  source: StatusLineSource,
  status: ClaudeStatus,
  accountId: string | null,
): Promise<string> {
  try {
    return await lineWithFigures(source, status, accountId);
  } catch {
    return lineOf(source, status.model, nothingShown, null);
  }
}

async function lineWithFigures(
  source: StatusLineSource,
  status: ClaudeStatus,
  accountId: string | null,
): Promise<string> {
  const observation = parseClaudeStatusLine(status.limits, status.spokeAtMs);
  if (observation === null) {
    const known = accountId === null ? nothingShown : await source.known(accountId);
    return lineOf(source, status.model, known, agedOver(ageShownFromMs, oldestMs(known), source.nowMs()));
  }
  const isNew = source.nowMs() - observation.asOfMs < newForMs;
  if (accountId !== null) await source.report(accountId, observation, isNew).catch(() => undefined);
  const figures = sessionFigures(source, await factsOf(source, accountId), observation);
  return lineOf(source, status.model, figures, agedOver(sessionAgeShownFromMs, oldestMs(figures), source.nowMs()));
}

/**
 * Returns the figures of the limits that the session reports. If a newer figure of a window is known, as with an old
 * session, that one is shown.
 */
function sessionFigures(source: StatusLineSource, known: Facts, observation: Observation): ShownFigures {
  const { settings, locale } = source;
  const nowMs = source.nowMs();
  const facts = mergePartial(known, observation, nowMs);
  const ids = new Set(observation.windows?.items.map(({ id }) => id));
  const windows = judgeWindows(facts.windows, nowMs)
    .filter(({ id }) => ids.has(id))
    .map((window) => windowSnapshot(window, settings.alertAtPercent));
  const options = { isStale: () => false, convert: converter(settings, locale), nowMs };
  return { windows, spend: observation.spend === undefined ? null : spendSnapshot(facts, options) };
}

async function factsOf(source: StatusLineSource, accountId: string | null): Promise<Facts> {
  if (accountId === null) return noFacts;
  try {
    return (await source.facts(accountId)) ?? noFacts;
  } catch {
    return noFacts;
  }
}

/** Returns the time of the figures if they are at least `ageMs` old. Else null. */
function agedOver(ageMs: number, asOfMs: number | null, nowMs: number): number | null {
  return asOfMs === null || nowMs - asOfMs < ageMs ? null : asOfMs;
}

function lineOf(
  { settings, locale, nowMs }: StatusLineSource,
  model: string | null,
  figures: ShownFigures,
  asOfMs: number | null,
): string {
  return statusLine({ model, ...figures, asOfMs }, settings, locale, nowMs());
}

function oldestMs({ windows, spend }: ShownFigures): number | null {
  const shown = windows.length === 0 && spend !== null ? [spend] : windows;
  const times = shown.flatMap(({ asOf }) => (asOf === null ? [] : Date.parse(asOf)));
  return times.length === 0 ? null : Math.min(...times);
}

/** Returns the id of the account that Claude Code is signed in to in this environment; null: not known. Never rejects. */
export async function currentAccountId(
  surroundings: DiscoveryEnvironment,
  cachedStates: () => readonly AccountState[] | Promise<readonly AccountState[]>,
): Promise<string | null> {
  try {
    const keychain = surroundings.platform === 'darwin' ? createMacosKeychain(keychainOptions) : null;
    const finding = await currentSignIn(surroundings, keychain, cachedStates);
    return finding?.outcome.kind === 'account' ? finding.outcome.account.id : null;
  } catch {
    return null;
  }
}

/**
 * Finds the account that Claude Code is signed in to in this environment: in the first folder of `CLAUDE_CONFIG_DIR`, else
 * in `~/.claude`. A token that the cache knows belongs to the cached account, whatever the state file says by now. Null if
 * there is no sign-in, or if its account is unknown. Never rejects.
 */
export async function currentSignIn(
  surroundings: DiscoveryEnvironment,
  keychain: ReturnType<typeof createMacosKeychain> | null,
  cachedStates: () => readonly AccountState[] | Promise<readonly AccountState[]> = () => [],
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
