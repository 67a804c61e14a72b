import type { AccountState } from '../../core/accounts/account-state.ts';
import type { KnownIncident } from '../../core/incidents/incident.ts';
import { mergePartial, merge } from '../../core/usage/merge.ts';
import { parseCodexHeaders } from '../../core/providers/codex/headers.ts';
import { parseClaudeStatusLine } from '../../core/providers/claude/status-line.ts';
import { statedValue, statedUnknown } from '../../core/usage/fact.ts';
import { noFacts } from '../../core/usage/facts.ts';
import type { BeyondLimitReading, BlockCode, Observation } from '../../core/usage/observation.ts';
import type { EndpointState } from '../../core/polling/endpoint.ts';
import type { AccountSnapshot } from '../../core/snapshot/schema.ts';
import { nowMs, stateAfter } from './example-states.ts';
import { accountOf } from './provider-fixtures.ts';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import { providers } from '../../core/providers/registry.ts';

const minuteMs = 60_000;
export const windows = {
  primary_window: { used_percent: 12, limit_window_seconds: 18_000, reset_at: (nowMs + 60 * minuteMs) / 1000 },
  secondary_window: { used_percent: 40, limit_window_seconds: 604_800, reset_at: (nowMs + 4000 * minuteMs) / 1000 },
};
const usedUp = { ...windows.secondary_window, used_percent: 100 };

export const codex = (
  rateLimit: object,
  more: object = {},
  agoMinutes = 0,
  link?: EndpointState['link'],
): AccountState =>
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

export const credits = (balance: string | null) => ({
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
export const signedOut: EndpointState['link'] = {
  kind: 'needs-sign-in',
  failure: { kind: 'unauthorised', status: 401 },
  fingerprint: null,
};
export const threeDays = 3 * 24 * 60;

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
export const oldWindows = then(codex({}, {}, threeHours), 0, { plan: statedValue('team'), credits: statedUnknown });

const withMode = (state: AccountState, mode: BeyondLimitReading['mode'], endsAtMs: number | null = null) =>
  then(state, 0, { beyondLimit: statedValue({ mode, endsAtMs }) }, false);
const withBlock = (state: AccountState, code: BlockCode) =>
  then(state, 0, { blocked: statedValue({ code, endsAtMs: null }) }, false);
/** A state of a minute ago, so that a later statement counts. */
const earlier = (rateLimit: object = {}): AccountState => codex(rateLimit, {}, 1);
const weekUsedUp = (): AccountState => earlier({ limit_reached: true, secondary_window: usedUp });
/** The reserve of Codex has room. */
const reserve = {
  additional_rate_limits: [
    {
      ...{ limit_name: 'gpt-reserve', metered_feature: 'base_model_inference', normal_model_slug: null },
      rate_limit: { allowed: true, limit_reached: false, primary_window: windows.secondary_window },
    },
  ],
};
const noWindows = { primary_window: null, secondary_window: null };
const astraAway = {
  model_usage: {
    'gpt-6-astra': { available: false, available_at: nowMs / 1000 + 3600, credits_would_enable: true },
    'gpt-6-luna': { available: true, available_at: null, credits_would_enable: false },
  },
};
const serverFault: EndpointState['link'] = { ...offline, failure: { kind: 'server', status: 503 } };
const outage: KnownIncident = { service: 'OpenAI', title: 'Errors', asOfMs: nowMs - 3 * minuteMs };

/** An account state, with what every view says about it. */
export interface JudgedRow {
  readonly name: string;
  readonly state: AccountState;
  readonly use: AccountSnapshot['use'];
  readonly code: string | null;
  readonly guard: 'enough' | 'not-enough' | 'unknown';
  /** What the menu, the panel and the terminal say beside the figures; null: nothing of a block. */
  readonly words: string | null;
  /** The whole sentence, if the row is about it. */
  readonly sentence?: string;
  readonly incident?: KnownIncident;
}

/** States of accounts, with and without a block. */
export const openAndBlockedRows: readonly JudgedRow[] = [
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
    words: 'Weekly limit used up',
  },
  {
    name: 'a used-up week of an account that is offline for an hour',
    state: codex({ limit_reached: true, secondary_window: usedUp }, {}, 60, offline),
    use: 'exhausted',
    code: 'weekly-used-up',
    guard: 'not-enough',
    words: 'Weekly limit used up',
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
  ).flatMap(([what, link, code]): readonly JudgedRow[] => [
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

/** States that name each reason of a block beside the older ones. */
export const reasonRows: readonly JudgedRow[] = [
  ...(
    [
      ['reserve', 'Running on a reserve'],
      ['paid-extra-usage', 'Costs extra money'],
      ['grace-period', 'Grace period'],
      ['lower-priority', 'Lower priority'],
    ] as const
  ).map(([mode, words]): JudgedRow => ({
    name: `open windows, and the service states ${mode}`,
    state: withMode(earlier(), mode),
    ...{ use: 'exhausted', code: mode, guard: 'not-enough', words },
  })),
  {
    name: 'a reserve with room after the service turned ordinary usage off',
    state: withBlock(codex({ allowed: false, ...noWindows }, reserve, 1), 'ordinary-usage-off'),
    ...{ use: 'exhausted', code: 'reserve', guard: 'not-enough', words: 'Running on a reserve' },
  },
  {
    name: 'a refusal, open windows and a reserve with room',
    state: codex({ allowed: false }, reserve),
    ...{ use: 'exhausted', code: 'reserve', guard: 'not-enough', words: 'Running on a reserve' },
  },
  {
    name: 'a used-up week and a reserve with room',
    state: codex({ allowed: false, limit_reached: true, secondary_window: usedUp }, reserve),
    ...{ use: 'exhausted', code: 'weekly-used-up', guard: 'not-enough' },
    words: 'Weekly limit used up · Running on a reserve',
    sentence: 'The weekly limit is used up until Thu 07:40. Requests use a small reserve now.',
  },
  {
    name: 'open windows beside a reserve with room',
    state: codex({}, reserve),
    ...{ use: 'active', code: null, guard: 'enough', words: null },
  },
  {
    name: 'a used-up week at lower priority',
    state: withMode(weekUsedUp(), 'lower-priority'),
    ...{ use: 'exhausted', code: 'weekly-used-up', guard: 'not-enough' },
    words: 'Weekly limit used up · Lower priority',
    sentence: 'The weekly limit is used up until Thu 07:40. Requests run at lower priority now.',
  },
  {
    name: 'a used-up week in a grace period with an end',
    state: withMode(weekUsedUp(), 'grace-period', nowMs + 60 * minuteMs),
    ...{ use: 'exhausted', code: 'weekly-used-up', guard: 'not-enough' },
    words: 'Weekly limit used up · Grace period',
    sentence: 'The weekly limit is used up until Thu 07:40. The service still accepts requests for a short time.',
  },
  {
    name: 'ordinary usage that is off',
    state: withBlock(earlier(), 'ordinary-usage-off'),
    ...{ use: 'exhausted', code: 'ordinary-usage-off', guard: 'not-enough', words: 'Blocked' },
  },
  {
    name: 'one model that is not available',
    state: codex({}, astraAway),
    ...{ use: 'active', code: null, guard: 'enough', words: null },
  },
  {
    name: 'only a model that is not available, because the others are not known',
    state: codex(noWindows, astraAway),
    ...{ use: 'unknown', code: null, guard: 'unknown', words: null },
  },
  {
    name: 'only a limit of a model that is not available',
    state: codex(noWindows, {
      ...astraAway,
      additional_rate_limits: [
        {
          limit_name: 'GPT-6-Astra',
          metered_feature: 'astra',
          rate_limit: { primary_window: windows.secondary_window },
        },
      ],
    }),
    ...{ use: 'exhausted', code: 'model-unavailable', guard: 'not-enough', words: 'No model available' },
    sentence: 'No model of this account can be used now. Use another account. The service says that this ends 14:00.',
  },
  {
    name: 'figures of three hours ago behind errors of the server, and an incident',
    state: codex({}, {}, threeHours, serverFault),
    ...{ use: 'unknown', code: 'incident', guard: 'unknown', words: null, incident: outage },
    sentence: 'OpenAI reports a problem on its side: Errors · 3 min ago',
  },
  {
    name: 'figures of two minutes ago behind errors of the server, and an incident',
    state: codex({}, {}, 2, serverFault),
    ...{ use: 'active', code: 'incident', guard: 'enough', words: null, incident: outage },
  },
  {
    name: 'a refused sign-in during an incident',
    state: codex({}, {}, threeDays, signedOut),
    ...{ use: 'unknown', code: 'incident', guard: 'unknown', words: null, incident: outage },
  },
  {
    name: 'a used-up week and an incident',
    state: codex({ limit_reached: true, secondary_window: usedUp }, {}, 2, serverFault),
    ...{ use: 'exhausted', code: 'weekly-used-up', guard: 'not-enough', incident: outage },
    words: 'Weekly limit used up',
  },
];
