import type { AccountState } from '../../core/accounts/account-state.ts';
import { started } from '../../core/polling/endpoint.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import type { AccountSnapshot } from '../../core/snapshot/schema.ts';
import { panelChange } from '../../core/views/panel-change.ts';
import { type PanelView, panelView } from '../../core/views/panel.ts';
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

interface Measured {
  readonly times: readonly number[];
  /** Time of the first answer of a minute, in which all countdowns change. */
  readonly minuteMs: number;
  /** How many snapshots and rows of accounts one answer rebuilt. */
  readonly made: number;
  /** What one answer sends to the open panel and to the tray. */
  readonly sentBytes: number;
  readonly menuRows: number;
}

/** From one answer of a service to the menu and the open panel, for more and more accounts; in this process. */
export function measureViews(): readonly Figure[] {
  const first = measured(10);
  return [10, 100, 1000].flatMap((count) => {
    const { times, minuteMs, made, sentBytes, menuRows } = count === 10 ? first : measured(count);
    const figure = (name: string, unit: string, ours: number, budget: Figure['budget'] = null): Figure => ({
      ...{ name: `answer to views, ${count} accounts, ${name}`, unit, ours, budget },
      baseline: null,
    });
    const asWithTen = (name: string, unit: string, ours: number, ofTen: number): Figure => ({
      ...{ name: `answer to views, ${count} accounts, ${name}`, unit, ours },
      ...{ baseline: ofTen, budget: { kind: 'ratio', most: 2 } },
    });
    return [
      figure('median', 'ms', median(times)),
      figure(`p99 of ${times.length}`, 'ms', quantile(times, 0.99), { kind: 'most', most: 20 }),
      figure('at a new minute', 'ms', minuteMs),
      asWithTen('snapshots and rows made', '', made, first.made),
      asWithTen('bytes to the panel and the tray', 'B', sentBytes, first.sentBytes),
      figure('rows of the menu', '', menuRows, { kind: 'most', most: 200 }),
    ];
  });
}

function measured(count: number): Measured {
  const body = fixtureBody('codex/ok');
  const locale = englishReader();
  const settings = defaultSettings;
  let accounts = Array.from({ length: count }, (_, number) => afterAnswer(inFlight(newAccount(number)), body));
  let shown: PanelView | null = null;
  let snapshots: readonly AccountSnapshot[] = [];
  const times: number[] = [];
  const made: number[] = [];
  const sent: number[] = [];
  let menuRows = 0;
  const beganAtMs = performance.now();

  function show(version: number, atMs: number): void {
    const snapshot = buildSnapshot(accounts, settings, locale, atMs);
    const tray = trayView(snapshot, settings, locale, atMs);
    const around = {
      version,
      banners: [],
      refreshing: false,
      appearance: { language: 'en', theme: 'system' },
    } as const;
    const panel = panelView(snapshot, settings, locale, around, atMs);
    const change = panelChange(shown, panel);
    if (panel.rows.length !== count || tray.rows.length === 0) throw new Error('a view came out empty');
    const known = new Set(snapshots);
    made.push(change.rows.length + snapshot.accounts.filter((each) => !known.has(each)).length);
    // As it is compared and sent: both are made into bytes.
    sent.push(JSON.stringify(tray.rows).length + JSON.stringify(change).length);
    [shown, snapshots, menuRows] = [panel, snapshot.accounts, tray.rows.length];
  }

  for (let round = 0; round < warmUps + mostRounds; round += 1) {
    if (times.length >= fewestRounds && performance.now() - beganAtMs > longestMs) break;
    const place = round % count;
    accounts = accounts.map((account, index) => (index === place ? inFlight(account) : account));
    show(2 * round, nowMs);
    const startedAtMs = performance.now();
    accounts = accounts.map((account, index) => (index === place ? afterAnswer(account, body) : account));
    show(2 * round + 1, nowMs);
    const tookMs = performance.now() - startedAtMs;
    if (round >= warmUps) times.push(tookMs);
  }
  const [oneMade, oneSent] = [median(made.slice(2)), median(sent.slice(2))];
  const startedAtMs = performance.now();
  show(2 * (warmUps + mostRounds), nowMs + 60_000);
  return { times, minuteMs: performance.now() - startedAtMs, made: oneMade, sentBytes: oneSent, menuRows };
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
