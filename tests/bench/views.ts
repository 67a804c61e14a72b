import type { AccountState } from '../../core/accounts/account-state.ts';
import { started } from '../../core/polling/endpoint.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { panelView } from '../../core/views/panel.ts';
import { trayView } from '../../core/views/tray.ts';
import { applyResponse } from '../../main/engine/poller.ts';
import { fixtureBody } from '../support/readings.ts';
import { englishReader } from './english-reader.ts';
import { type Figure, median, quantile } from './figures.ts';

const mostRounds = 300;
const fewestRounds = 10;
const warmUps = 3;
/** No more rounds are begun after this. */
const longestMs = 10_000;
const nowMs = Date.UTC(2026, 10, 22);
const refreshMinutes = 5;

/** From one answer of a service to the menu and the open panel, for more and more accounts; in this process. */
export function measureViews(): readonly Figure[] {
  return [10, 100, 1000].flatMap((count) => {
    const times = timesOf(count);
    return [
      {
        name: `answer to views, ${count} accounts, median`,
        unit: 'ms',
        baseline: null,
        ours: median(times),
        budget: null,
      },
      {
        name: `answer to views, ${count} accounts, p99 of ${times.length}`,
        unit: 'ms',
        baseline: null,
        ours: quantile(times, 0.99),
        budget: { kind: 'most', most: 50 },
      },
    ];
  });
}

function timesOf(count: number): readonly number[] {
  const body = fixtureBody('codex/ok');
  const locale = englishReader();
  let accounts = Array.from({ length: count }, (_, number) => afterAnswer(inFlight(newAccount(number)), body));
  const times: number[] = [];
  const beganAtMs = performance.now();
  for (let round = 0; round < warmUps + mostRounds; round += 1) {
    if (times.length >= fewestRounds && performance.now() - beganAtMs > longestMs) break;
    const place = round % count;
    accounts = accounts.map((account, index) => (index === place ? inFlight(account) : account));
    const startedAtMs = performance.now();
    accounts = accounts.map((account, index) => (index === place ? afterAnswer(account, body) : account));
    const snapshot = buildSnapshot(accounts, defaultSettings, locale, nowMs);
    const tray = trayView(snapshot, defaultSettings, locale, nowMs);
    const around = {
      version: round,
      appearance: { language: 'en', theme: 'system' },
      banners: [],
      refreshing: false,
    } as const;
    const panel = panelView(snapshot, defaultSettings, locale, around, nowMs);
    // As it is compared and sent: both are made into bytes.
    const sent = JSON.stringify(tray.rows).length + JSON.stringify(panel).length;
    const tookMs = performance.now() - startedAtMs;
    if (sent === 0 || panel.accounts.length !== count) throw new Error('a view came out empty');
    if (round >= warmUps) times.push(tookMs);
  }
  return times;
}

function newAccount(number: number): AccountState {
  const account = {
    id: `codex:${number}`,
    provider: 'codex',
    label: `account ${number}`,
    email: null,
    plan: null,
    vendorAccountId: null,
    baseUrl: 'https://service.example',
  } as const;
  const usage = { link: { kind: 'idle' }, fetchedAtMs: null, nextDueAtMs: nowMs, sequence: 0 } as const;
  return { account, facts: noFacts, oddPaths: [], endpoints: { usage } };
}

function inFlight(state: AccountState): AccountState {
  const { usage } = state.endpoints;
  return usage === undefined ? state : { ...state, oddPaths: [], endpoints: { usage: started(usage, nowMs) } };
}

function afterAnswer(state: AccountState, body: unknown): AccountState {
  const sequence = state.endpoints['usage']?.sequence ?? 0;
  const next = applyResponse(
    state,
    'usage',
    sequence,
    { kind: 'body', body, fingerprint: 'one' },
    { nowMs, random: 0.5, refreshMinutes },
  );
  if (next === null) throw new Error('the answer was not taken');
  return next;
}
