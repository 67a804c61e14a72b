import * as v from 'valibot';

import type { AccountState } from '../../../core/accounts/account-state.ts';
import { accountStateSchema } from '../../../core/accounts/state-schema.ts';
import { newEndpoint, started, succeeded } from '../../../core/polling/endpoint.ts';
import type { Account } from '../../../core/providers/account.ts';
import { defaultSettings } from '../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../core/snapshot/build.ts';
import { isEqual } from '../../../core/units/equality.ts';
import { type Facts, noFacts } from '../../../core/usage/facts.ts';
import { merge } from '../../../core/usage/merge.ts';
import type { Observation } from '../../../core/usage/observation.ts';
import { terminalView } from '../../../core/views/terminal.ts';
import { trayView } from '../../../core/views/tray.ts';
import { englishReader } from '../../bench/english-reader.ts';
import { accountOf, fixtureTimeMs } from '../provider-fixtures.ts';

const locale = englishReader();
const noFigure = /NaN|Infinity|∞|undefined|Invalid Date/i;
const account = accountOf('codex', 'https://service.example');

/** An account state with these facts, as the app stores it. */
export function storedState(of: Account, facts: Facts = noFacts, oddPaths: readonly string[] = []): AccountState {
  const usage = succeeded(started(newEndpoint(fixtureTimeMs), fixtureTimeMs), fixtureTimeMs + 300_000);
  return { account: of, facts, endpoints: { usage }, oddPaths, offer: null };
}

/**
 * Says what is wrong when observations are merged, stored and loaded; null: nothing. Merging the same again changes
 * nothing, and the schema of stored accounts gives back exactly what the parsers gave.
 */
export function roundTripProblem(observations: readonly Observation[]): string | null {
  const facts = observations.reduce((known, each) => merge(known, each), noFacts);
  const again = observations.reduce((known, each) => merge(known, each), facts);
  if (!isEqual(again, facts)) return 'Merging the same observation twice gives other facts.';
  const oddPaths = observations.flatMap((each) => each.oddPaths).slice(0, 100);
  const state = storedState(account, facts, oddPaths);
  const result = v.safeParse(accountStateSchema, JSON.parse(JSON.stringify(state)) as unknown);
  if (!result.success) {
    const [issue] = result.issues;
    return `A stored account would be refused at ${v.getDotPath(issue) ?? 'the top'}: ${issue.message.slice(0, 200)}`;
  }
  return isEqual(result.output, state) ? viewProblem(result.output) : 'A stored account is loaded with other values.';
}

/** Says what is wrong with the snapshot, the tray and the terminal of an account; null: nothing. */
export function viewProblem(state: AccountState): string | null {
  const snapshot = buildSnapshot([state], defaultSettings, locale, fixtureTimeMs);
  const tray = trayView(snapshot, defaultSettings, locale, fixtureTimeMs);
  const text = terminalView(snapshot, defaultSettings, locale, fixtureTimeMs);
  const shown = [JSON.stringify(snapshot.accounts.map(({ windows }) => windows)), JSON.stringify(tray.icon), text];
  const wrong = noFigure.exec(shown.join('\n'));
  // A plan or a window may have such a name.
  return wrong === null || noFigure.test(JSON.stringify(state)) ? null : `A view says ${wrong[0]}.`;
}
