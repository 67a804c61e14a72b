import type { AccountState } from '../accounts/account-state.ts';
import { newEndpoint, started, succeeded } from '../polling/endpoint.ts';
import type { Account } from '../providers/account.ts';
import { providers } from '../providers/registry.ts';
import {
  daySeconds as day,
  hourSeconds as hour,
  minuteMs,
  minuteSeconds as minute,
  weekSeconds as week,
} from '../units/time.ts';
import { noFacts } from '../usage/facts.ts';
import { merge } from '../usage/merge.ts';

/** A made-up limit: the used percent and the seconds until its reset. */
type SampleLimit = readonly [usedPercent: number, resetsInSeconds: number];

interface Sample {
  readonly provider: 'codex' | 'claude';
  readonly name: string;
  readonly plan: string;
  readonly session: SampleLimit;
  readonly weekly: SampleLimit;
  /** Credits beside the limits of Codex; left out: none. */
  readonly credits?: string;
  /** True: its token has ended. */
  readonly isSignedOut?: true;
}

const samples: readonly Sample[] = [
  {
    provider: 'claude',
    name: 'home',
    plan: 'max',
    session: [28, 3 * hour + 25 * minute],
    weekly: [48, 2 * day + 16 * hour],
  },
  {
    provider: 'codex',
    name: 'work',
    plan: 'pro',
    session: [48, 2 * hour + 14 * minute],
    weekly: [52, 3 * day + 5 * hour],
  },
  { provider: 'codex', name: 'studio', plan: 'plus', session: [93, 62 * minute], weekly: [38, 4 * day + hour] },
  { provider: 'codex', name: 'me', plan: 'plus', session: [22, 3 * hour], weekly: [81, 29 * hour], credits: '247.5' },
  { provider: 'codex', name: 'research', plan: 'pro', session: [1, 4 * hour + 50 * minute], weekly: [100, 38 * hour] },
  { provider: 'claude', name: 'laptop', plan: 'pro', session: [10, hour], weekly: [20, 5 * day], isSignedOut: true },
];

/**
 * Returns the made-up accounts that a newcomer can look at, as their services would have answered a minute ago. They go
 * through the code that reads real answers. Their ids begin with `sample:`, which no real account has.
 */
export function sampleAccounts(nowMs: number): readonly AccountState[] {
  return samples.map((sample) => sampleState(sample, nowMs));
}

function sampleState(sample: Sample, nowMs: number): AccountState {
  const { provider, name, plan, isSignedOut } = sample;
  const asOfMs = nowMs - minuteMs;
  const account: Account = {
    ...{ id: `sample:${name}`, provider, label: `${name}@sample.example`, email: null, plan, vendorAccountId: null },
    baseUrl: 'https://sample.example',
  };
  const body = provider === 'codex' ? codexBody(sample, asOfMs) : claudeBody(sample, asOfMs);
  const read = providers[provider].endpoints['usage']?.parse(body, asOfMs, { account, status: 200 });
  const usage = succeeded(started(newEndpoint(asOfMs), asOfMs), nowMs + 4 * minuteMs);
  return {
    account,
    facts: read?.ok === true ? merge(noFacts, read.observation) : noFacts,
    endpoints: {
      usage:
        isSignedOut === true
          ? {
              ...usage,
              link: { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null },
            }
          : usage,
    },
    oddPaths: [],
  };
}

function codexBody({ plan, session, weekly, credits }: Sample, asOfMs: number): unknown {
  const window = ([usedPercent, resetsInSeconds]: SampleLimit, seconds: number): unknown => ({
    used_percent: usedPercent,
    limit_window_seconds: seconds,
    reset_at: Math.round(asOfMs / 1000) + resetsInSeconds,
  });
  return {
    plan_type: plan,
    rate_limit: { primary_window: window(session, 5 * hour), secondary_window: window(weekly, week) },
    credits: { has_credits: credits !== undefined, unlimited: false, balance: credits ?? '0' },
  };
}

function claudeBody({ session, weekly }: Sample, asOfMs: number): unknown {
  const window = ([utilization, resetsInSeconds]: SampleLimit): unknown => ({
    utilization,
    resets_at: new Date(asOfMs + resetsInSeconds * 1000).toISOString(),
  });
  return { five_hour: window(session), seven_day: window(weekly) };
}
