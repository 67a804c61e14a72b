import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { syncAccounts } from '../../../core/accounts/sync.ts';
import type { AccountState } from '../../../core/accounts/account-state.ts';
import { providers } from '../../../core/providers/registry.ts';
import { isDue, started, usageEndpointId } from '../../../core/polling/endpoint.ts';
import { settingsOf, type Settings } from '../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../core/snapshot/build.ts';
import type { Snapshot } from '../../../core/snapshot/schema.ts';
import { applyResponse } from '../../../main/engine/poller.ts';
import { createDiscovery } from '../../../main/node/credentials/discovery.ts';
import { createHttp } from '../../../main/node/http/http-client.ts';
import { createAccountCache } from '../../../main/node/storage/account-cache.ts';
import { readJsonFile } from '../../../main/node/storage/json-file.ts';
import { homePaths } from '../../../main/node/storage/home.ts';
import { localeIn } from '../../support/locale.ts';
import { type Demo, prepareDemo } from '../../../scripts/demo/demo.ts';
import { pollEligibility } from '../../../core/accounts/scheduled-polls.ts';

export const nowMs = Date.parse('2026-03-02T09:00:00Z');
const clock = (): number => nowMs;
/** What stands beside usage has its first turn within the first minutes. */
const spreadOfFirstTurnsMs = 120_000;
export const english = localeIn('en', 'en-GB');

export interface DemoReading {
  readonly snapshot: Snapshot;
  readonly settings: Settings;
  /** The states that the snapshot is made of. */
  readonly accounts: readonly AccountState[];
}

/** What the app would say about the demo at a given time, once it has asked everything that is due. */
export async function readDemo(): Promise<DemoReading> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-demo-test-'));
  const demo = await prepareDemo(folder, clock);
  try {
    return await readingOf(demo);
  } finally {
    await demo.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readingOf({ environment, home }: Demo): Promise<DemoReading> {
  const { platform } = process;
  const paths = homePaths(home, { environment, platform, temporaryFolder: os.tmpdir() });
  const stored = readJsonFile(paths.settings, 100_000);
  const settings = settingsOf(stored.kind === 'value' ? stored.value : undefined);
  const moreFolders = () => ({ codex: settings.codexFolders, claude: settings.claudeFolders });
  const homeFolder = environment['HOME'] ?? '';
  const discovery = createDiscovery({ environment, homeFolder, platform, keychain: null, moreFolders });
  const http = createHttp({ credentials: discovery, version: '0.0.0', nowMs: clock });
  const cache = createAccountCache({ folder: paths.accountCache, nowMs: clock, report: () => undefined });
  const known = syncAccounts(cache.load(), await discovery.look(), nowMs);

  const ask = async (state: AccountState, id: string): Promise<AccountState> => {
    const before = state.endpoints[id];
    const endpoint = providers[state.account.provider].endpoints[id];
    const turnsUntilMs = id === usageEndpointId ? nowMs : nowMs + spreadOfFirstTurnsMs;
    if (before === undefined || endpoint === undefined || !isDue(before, turnsUntilMs)) return state;
    if (pollEligibility(state, id, { settings, isEssentialOnly: () => false, canAskTools: false }, nowMs) !== 'asked')
      return state;
    const flight = started(before, nowMs);
    const outcome = await http.send(endpoint.request(state.account, nowMs), state.account);
    const moment = { nowMs, random: 0, refreshMinutes: settings.refreshMinutes };
    const inFlight = { ...state, endpoints: { ...state.endpoints, [id]: flight } };
    return applyResponse(inFlight, id, flight.sequence, outcome, moment) ?? state;
  };
  const asked = await Promise.all(
    known.map(async (state) => {
      const others = Object.keys(providers[state.account.provider].endpoints).filter((id) => id !== usageEndpointId);
      let after = await ask(state, usageEndpointId);
      for (const id of others) after = await ask(after, id);
      return after;
    }),
  );
  return { snapshot: buildSnapshot(asked, settings, english, nowMs), settings, accounts: asked };
}
