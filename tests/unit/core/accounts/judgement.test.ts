import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { judgeAccountAlerts } from '../../../../core/alerts/judge.ts';
import { judgeGuard } from '../../../../core/guard/guard.ts';
import { metricSamples } from '../../../../core/metrics/samples.ts';
import { noCounts } from '../../../../core/metrics/tally.ts';
import { mergePartial, merge } from '../../../../core/usage/merge.ts';
import { parseCodexHeaders } from '../../../../core/providers/codex/headers.ts';
import { parseClaudeStatusLine } from '../../../../core/providers/claude/status-line.ts';
import { statedValue, statedUnknown } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import type { EndpointState } from '../../../../core/polling/endpoint.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { accountCard } from '../../../../core/views/account.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import type { ProviderId } from '../../../../core/providers/provider-id.ts';
import { providers } from '../../../../core/providers/registry.ts';

const minuteMs = 60_000;
const windows = {
  primary_window: { used_percent: 12, limit_window_seconds: 18_000, reset_at: (nowMs + 60 * minuteMs) / 1000 },
  secondary_window: { used_percent: 40, limit_window_seconds: 604_800, reset_at: (nowMs + 4000 * minuteMs) / 1000 },
};
const usedUp = { ...windows.secondary_window, used_percent: 100 };

const codex = (rateLimit: object, more: object = {}, agoMinutes = 0, link?: EndpointState['link']): AccountState =>
  stateAfter(
    { plan_type: 'team', rate_limit: { allowed: true, limit_reached: false, ...windows, ...rateLimit }, ...more },
    { agoMinutes, ...(link === undefined ? {} : { link }) },
  );

function answered(provider: ProviderId, body: unknown, endpointId = 'usage'): AccountState {
  const account = accountOf(provider, 'https://service.example');
  const read = providers[provider].endpoints[endpointId]?.parse(body, nowMs, { account, status: 200 });
  if (read?.ok !== true) throw new Error('The example body must be readable');
  const usage: EndpointState = { link: { kind: 'idle' }, fetchedAtMs: nowMs, nextDueAtMs: nowMs, sequence: 1 };
  return { account, facts: merge(noFacts, read.observation), oddPaths: [], endpoints: { usage } };
}

/** A state that heard more since. */
function then(state: AccountState, agoMinutes: number, parts: Partial<Observation>, isPoll = true): AccountState {
  const asOfMs = nowMs - agoMinutes * minuteMs;
  const facts = merge(state.facts, { source: 'poll', asOfMs, oddPaths: [], ...parts });
  const usage = { ...(state.endpoints['usage'] as EndpointState), ...(isPoll ? { fetchedAtMs: asOfMs } : {}) };
  return { ...state, facts, endpoints: { usage } };
}

const credits = (balance: string | null) => ({
  has_credits: true,
  unlimited: false,
  overage_limit_reached: false,
  balance,
});
const limited: EndpointState['link'] = { kind: 'limited', attempt: 1, untilMs: nowMs + 10 * minuteMs };
const offline: EndpointState['link'] = {
  kind: 'retrying',
  attempt: 1,
  untilMs: nowMs + minuteMs,
  failure: { kind: 'timeout' },
};
const closedWay = (by: 'region' | 'edge' | 'service'): EndpointState['link'] => ({
  ...offline,
  failure: { kind: 'forbidden', status: 403, by },
});
const signedOut: EndpointState['link'] = {
  kind: 'needs-sign-in',
  failure: { kind: 'unauthorised', status: 401 },
  fingerprint: null,
};
const threeDays = 3 * 24 * 60;

function refused(): AccountState {
  const state = codex({}, {}, 2);
  const refusal = parseCodexHeaders({ 'x-codex-active-limit': 'premium' }, nowMs, {
    error: { type: 'usage_limit_reached', resets_at: (nowMs + 90 * minuteMs) / 1000 },
  });
  if (refusal === null) throw new Error('A refusal says something');
  return { ...state, facts: mergePartial(state.facts, refusal) };
}

function inWaitWithStatusLine(): AccountState {
  const account = accountOf('claude', 'https://service.example');
  const at = (nowMs + 60 * minuteMs) / 1000;
  const limits = {
    five_hour: { used_percentage: 20, resets_at: at },
    seven_day: { used_percentage: 30, resets_at: at },
  };
  const spoken = parseClaudeStatusLine({ rate_limits: limits }, nowMs);
  if (spoken === null) throw new Error('A status line says something');
  const usage: EndpointState = { link: limited, fetchedAtMs: nowMs - 60 * minuteMs, nextDueAtMs: nowMs, sequence: 1 };
  return { account, facts: mergePartial(noFacts, spoken), oddPaths: [], endpoints: { usage } };
}

const threeHours = 180;
const oldWindows = then(codex({}, {}, threeHours), 0, { plan: statedValue('team'), credits: statedUnknown });

interface Row {
  readonly name: string;
  readonly state: AccountState;
  readonly use: AccountSnapshot['use'];
  readonly code: string | null;
  readonly guard: 'enough' | 'not-enough' | 'unknown';
  /** What the menu, the panel and the terminal say beside the figures; null: nothing of a block. */
  readonly words: string | null;
}

const rows: readonly Row[] = [
  { name: 'open windows', state: codex({}), use: 'active', code: null, guard: 'enough', words: null },
  {
    name: 'allowed: false',
    state: codex({ allowed: false }),
    use: 'exhausted',
    code: 'unknown',
    guard: 'not-enough',
    words: 'Blocked',
  },
  {
    name: 'limit_reached: true at 12 and 40 %',
    state: codex({ limit_reached: true }),
    use: 'exhausted',
    code: 'unknown',
    guard: 'not-enough',
    words: 'Blocked',
  },
  {
    name: 'the credits of the workspace are gone',
    state: codex({ allowed: false }, { rate_limit_reached_type: 'workspace_owner_credits_depleted' }),
    use: 'exhausted',
    code: 'workspace-credits',
    guard: 'not-enough',
    words: 'No workspace credits',
  },
  {
    name: 'a spend cap that is reached',
    state: codex({}, { spend_control: { reached: true, individual_limit: { limit: '25000', used: '25000' } } }),
    use: 'exhausted',
    code: 'spend-cap',
    guard: 'not-enough',
    words: 'Spend limit reached',
  },
  {
    name: 'a used-up week',
    state: codex({ limit_reached: true, secondary_window: usedUp }),
    use: 'exhausted',
    code: 'weekly-used-up',
    guard: 'not-enough',
    words: 'Blocked by weekly limit',
  },
  {
    name: 'a used-up week of an account that is offline for an hour',
    state: codex({ limit_reached: true, secondary_window: usedUp }, {}, 60, offline),
    use: 'exhausted',
    code: 'weekly-used-up',
    guard: 'not-enough',
    words: 'Blocked by weekly limit',
  },
  {
    name: 'a refusal for a limit that nobody knows',
    state: refused(),
    use: 'exhausted',
    code: 'unknown',
    guard: 'not-enough',
    words: 'Blocked',
  },
  {
    name: 'a block that was stated an hour ago and has no end',
    state: codex({ allowed: false }, {}, 60),
    use: 'unknown',
    code: null,
    guard: 'unknown',
    words: null,
  },
  {
    name: 'a key over its limit',
    state: answered('openrouter', { data: { limit: 5, limit_remaining: -1, usage: 6, is_free_tier: false } }),
    use: 'exhausted',
    code: 'spend-cap',
    guard: 'not-enough',
    words: 'Spend limit reached',
  },
  {
    name: 'a key below its limit',
    state: answered('openrouter', { data: { limit: 5, limit_remaining: 2, usage: 3, is_free_tier: false } }),
    use: 'active',
    code: null,
    guard: 'enough',
    words: null,
  },
  {
    name: 'figures of now while the service lets nobody ask',
    state: inWaitWithStatusLine(),
    use: 'active',
    code: null,
    guard: 'enough',
    words: null,
  },
  {
    name: 'windows of three hours ago beside an answer of now',
    state: oldWindows,
    use: 'unknown',
    code: null,
    guard: 'unknown',
    words: null,
  },
  {
    name: 'windows that the newest answer left out a minute later',
    state: then(codex({}, {}, 2), 0, { plan: statedValue('team') }),
    use: 'unknown',
    code: null,
    guard: 'unknown',
    words: null,
  },
  {
    name: 'signed out for three days',
    state: codex({}, { credits: credits('5') }, threeDays, signedOut),
    use: 'unknown',
    code: null,
    guard: 'unknown',
    words: null,
  },
  ...(
    [
      ['a network that is away', offline, 'network'],
      ['a block page', closedWay('edge'), 'network'],
      ['a country that the service does not serve', closedWay('region'), 'region'],
      ['a refusal of the service with another reason', closedWay('service'), null],
    ] as const
  ).flatMap(([what, link, code]): readonly Row[] => [
    {
      name: `figures of three hours ago behind ${what}`,
      state: codex({}, {}, threeHours, link),
      use: 'unknown',
      code,
      guard: 'unknown',
      words: null,
    },
    {
      name: `figures of two minutes ago behind ${what}`,
      state: codex({}, {}, 2, link),
      use: 'active',
      code: null,
      guard: 'enough',
      words: null,
    },
  ]),
  {
    name: 'a balance that the service withdrew',
    state: then(codex({ primary_window: null, secondary_window: null }, { credits: credits('1006.94') }, 5), 0, {
      balance: statedUnknown,
      blocked: statedValue(null),
    }),
    use: 'unknown',
    code: null,
    guard: 'unknown',
    words: null,
  },
];

describe('one judgement, the same in every view', () => {
  it.each(rows)('$name', ({ state, use, code, guard, words }) => {
    const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
    const [account] = snapshot.accounts;
    if (account === undefined) throw new Error('One account was given');
    expect({ use: account.use, code: account.blockedReason?.code ?? null }).toEqual({ use, code });
    expect(snapshot.pool.accounts).toEqual({ total: 1, active: 0, exhausted: 0, unknown: 0, [use]: 1 });

    const answer = judgeGuard(snapshot, { minLeftPercent: null, any: false }, english, nowMs);
    expect([answer.verdict, answer.reason]).toEqual([guard, account.blockedReason]);

    const nothingStale = !account.windows.some(({ stale }) => stale);
    const told = metricSamples({
      ...{ snapshot, states: [state], counts: noCounts, installs: null, version: '1', nameOf: (id) => id, nowMs },
    }).map(({ name, labels }) => `${name} ${labels['window'] ?? ''}`.trim());
    const windowSeries = told.filter((name) => name.startsWith('quota_tray_window_used_percent'));
    if (use === 'unknown') expect(windowSeries).toEqual([]);
    if (nothingStale) expect(windowSeries).toHaveLength(account.windows.length);
    if (account.credits === null || account.credits.stale) expect(told).not.toContain('quota_tray_credits_balance');

    const alerts = judgeAccountAlerts(account, { memory: null, settings: defaultSettings, incident: false, nowMs });
    const tells = alerts.alerts.some(({ kind }) => kind === 'exhausted');
    expect(tells).toBe(use === 'exhausted' && (code !== 'weekly-used-up' || nothingStale));

    const menu = trayView(snapshot, defaultSettings, english, nowMs).rows.map((row) => ('text' in row ? row.text : ''));
    const terminal = terminalView(snapshot, defaultSettings, english, nowMs);
    const card = accountCard(account, defaultSettings, english, nowMs);
    const views = [menu.join('\n'), terminal, ...(account.state === 'fresh' ? [card.stateText ?? ''] : [])];
    for (const view of views) {
      if (words === null) expect(view).not.toMatch(/Blocked|limit reached|No workspace/);
      else expect(view).toContain(words);
    }
    if (code === 'unknown') expect(`${menu.join('\n')}${terminal}${card.message}`).not.toMatch(/used up/);
  });

  it('a block that several windows could be the reason of names none, and shows what is known', () => {
    const state = codex({ limit_reached: true });
    const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
    expect(
      snapshot.accounts[0]?.windows.map(({ state: each, usedPercent, blockedBy }) => [each, usedPercent, blockedBy]),
    ).toEqual([
      ['blocked', 12, null],
      ['blocked', 40, null],
    ]);
    expect(snapshot.accounts[0]?.message).toBe(
      'The service refuses this account now and does not say why. Use another account.',
    );
  });

  it('a refusal that a used-up window explains blocks no other one', () => {
    const state = codex({
      allowed: false,
      limit_reached: true,
      primary_window: { ...windows.primary_window, used_percent: 100 },
    });
    const [account] = buildSnapshot([state], defaultSettings, english, nowMs).accounts;
    expect(account?.windows.map((window) => window.state)).toEqual(['exhausted', 'open']);
    expect(account?.blockedReason).toMatchObject({ code: 'window-used-up', until: account?.windows[0]?.resetsAt });
  });

  it('a row that is older than its account says its age, in every view', () => {
    const snapshot = buildSnapshot([oldWindows], defaultSettings, english, nowMs);
    const [account] = snapshot.accounts;
    if (account === undefined) throw new Error('One account was given');
    expect(account.state).toBe('fresh');
    const menu = trayView(snapshot, defaultSettings, english, nowMs).rows.map((row) => ('text' in row ? row.text : ''));
    const card = accountCard(account, defaultSettings, english, nowMs);
    expect(menu.filter((text) => text.includes('as of 3 h ago'))).toHaveLength(2);
    expect(terminalView(snapshot, defaultSettings, english, nowMs).match(/as of 3 h ago/g)).toHaveLength(2);
    expect(card.meters.map(({ stale, detail }) => [stale, detail?.includes('as of 3 h ago')])).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it('a sum holds balances of now only and says how many it misses', () => {
    const withCredits = (name: string, balance: string, agoMinutes: number, link?: EndpointState['link']) =>
      stateAfter(codexBody({ session: { used: 1 }, credits: credits(balance) }), {
        ...{ name, agoMinutes },
        ...(link === undefined ? {} : { link }),
      });
    const old = withCredits('old', '700', threeDays, signedOut);
    const pool = (states: readonly AccountState[]) =>
      buildSnapshot(states, defaultSettings, english, nowMs).pool.credits;
    expect(pool([withCredits('now', '5', 0), old])).toMatchObject({ total: '5', unknownAccounts: 1 });
    expect(pool([old])).toMatchObject({ total: null, usd: null, unknownAccounts: 1 });
  });
});
