import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import type { LedgerRow } from '../../../../core/ledger/balance.ts';
import type { MetricName, Sample } from '../../../../core/metrics/definitions.ts';
import { type MetricSources, metricSamples, mostAccounts } from '../../../../core/metrics/samples.ts';
import { noCounts } from '../../../../core/metrics/tally.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';
import { manyAccounts } from '../../../support/many-accounts.ts';
import { exampleSnapshot } from '../../../support/example-snapshot.ts';

const labels = { account: 'codex:work', provider: 'codex' };

function told(states: readonly AccountState[], more: Partial<MetricSources> = {}): readonly Sample[] {
  const snapshot = buildSnapshot(states, defaultSettings, english, nowMs);
  const nameOf = (id: string): string => id;
  return metricSamples({
    snapshot,
    states,
    counts: noCounts,
    installs: null,
    tokens: null,
    version: '1.2.3',
    nameOf,
    nowMs,
    ...more,
  });
}

/** Of an account that is only there as a snapshot. */
function toldOf(change: Partial<AccountSnapshot>): readonly Sample[] {
  const account = exampleSnapshot(change);
  const snapshot = { ...buildSnapshot([], defaultSettings, english, nowMs), accounts: [account] };
  return told([], { snapshot });
}

const valuesOf = (samples: readonly Sample[], name: MetricName) =>
  samples
    .filter((sample) => sample.name === name)
    .map((sample) => [
      Object.fromEntries(Object.entries(sample.labels).filter(([label]) => !(label in labels))),
      sample.value,
    ]);

describe('metrics', () => {
  it('tell of windows, resets, state, age and version what the snapshot does', () => {
    const state = stateAfter(
      codexBody({ session: { used: 42, resetsInMinutes: 62 }, weekly: { used: 97, resetsInMinutes: 600 } }),
      {
        agoMinutes: 2,
      },
    );
    const samples = told([state]);
    expect(samples).toContainEqual({ name: 'quota_tray_build_info', labels: { version: '1.2.3' }, value: 1 });
    expect(valuesOf(samples, 'quota_tray_window_used_percent')).toEqual([
      [{ window: 'session' }, 42],
      [{ window: 'weekly' }, 97],
    ]);
    expect(valuesOf(samples, 'quota_tray_window_reset_timestamp_seconds')).toEqual([
      [{ window: 'session' }, nowMs / 1000 + 62 * 60],
      [{ window: 'weekly' }, nowMs / 1000 + 600 * 60],
    ]);
    expect(valuesOf(samples, 'quota_tray_account_state')).toEqual([[{ state: 'fresh' }, 1]]);
    expect(valuesOf(samples, 'quota_tray_reading_age_seconds')).toEqual([[{ source: 'poll' }, 120]]);
    expect(
      samples.filter(({ labels: of }) => 'account' in of).every(({ labels: of }) => of['account'] === labels.account),
    ).toBe(true);
  });

  it('tell why an account is blocked or unknown, by the code and the mode beyond its limits', () => {
    const reason = { until: null, text: 'As the snapshot says it.' } as const;
    const beyondLimit = { mode: 'paid-extra-usage', until: null } as const;
    const blocked = (change: Partial<AccountSnapshot>) => valuesOf(toldOf(change), 'quota_tray_account_blocked');
    expect(blocked({ use: 'exhausted', blockedReason: { ...reason, code: 'weekly-used-up', beyondLimit } })).toEqual([
      [{ code: 'weekly-used-up', mode: 'paid-extra-usage' }, 1],
    ]);
    expect(blocked({ use: 'unknown', blockedReason: { ...reason, code: 'network' } })).toEqual([
      [{ code: 'network' }, 1],
    ]);
    expect(blocked({ use: 'active', blockedReason: { ...reason, code: 'incident' } })).toEqual([]);
    expect(blocked({ use: 'active', blockedReason: null })).toEqual([]);
  });

  it('leave out what is not known, and never say 0 for it', () => {
    const samples = told([stateAfter(codexBody({ session: { used: null } }))]);
    expect(valuesOf(samples, 'quota_tray_window_used_percent')).toEqual([]);
    expect(valuesOf(samples, 'quota_tray_window_reset_timestamp_seconds')).toEqual([]);
    const names = new Set(
      toldOf({
        credits: null,
        prepaid: null,
        spend: null,
        concurrency: { current: null, limit: null, hardCap: null, stale: false },
      }).map(({ name }) => name),
    );
    for (const name of names) expect(name).not.toMatch(/credits|balance|spend|concurrent|ledger/);
  });

  it('say nothing of a window whose reset passed and was not confirmed', () => {
    const state = stateAfter(codexBody({ session: { used: 42, resetsInMinutes: -1 } }), { agoMinutes: 5 });
    expect(valuesOf(told([state]), 'quota_tray_window_used_percent')).toEqual([]);
    expect(valuesOf(told([state]), 'quota_tray_window_reset_timestamp_seconds')).toHaveLength(1);
  });

  it('tell of money by currency, of sessions by kind and of what a relay leaves', () => {
    const asOf = new Date(nowMs).toISOString();
    const samples = toldOf({
      credits: {
        hasCredits: true,
        unlimited: false,
        balance: '247.5',
        usd: null,
        converted: null,
        low: false,
        overageLimitReached: null,
        asOf,
        stale: false,
      },
      prepaid: {
        currency: 'EUR',
        balance: '9.90',
        converted: null,
        nextExpiresAt: null,
        further: [{ currency: 'USD', balance: '1.50' }],
        spent: false,
        asOf,
        stale: false,
      },
      spend: {
        currency: 'USD',
        unit: 'money',
        used: '7.63',
        converted: null,
        limit: '20.00',
        remaining: '12.37',
        scope: 'individual',
        resetsAt: null,
        asOf,
        stale: false,
      },
      concurrency: { current: 3, limit: 4, hardCap: 8, stale: false },
      ledger: {
        remaining: 0,
        capped: 'lifetime',
        geminiRemaining: null,
        tier: 'core',
        lastCharge: null,
        resetsAt: null,
        stale: false,
      },
    });
    expect(valuesOf(samples, 'quota_tray_credits_balance')).toEqual([[{ unit: 'credits' }, 247.5]]);
    expect(valuesOf(samples, 'quota_tray_balance')).toEqual([
      [{ currency: 'EUR' }, 9.9],
      [{ currency: 'USD' }, 1.5],
    ]);
    expect(valuesOf(samples, 'quota_tray_spend_used')).toEqual([[{ currency: 'USD' }, 7.63]]);
    expect(valuesOf(samples, 'quota_tray_spend_limit')).toEqual([[{ currency: 'USD' }, 20]]);
    expect(valuesOf(samples, 'quota_tray_concurrent_sessions')).toEqual([[{}, 3]]);
    expect(valuesOf(samples, 'quota_tray_concurrent_sessions_limit')).toEqual([
      [{ kind: 'soft' }, 4],
      [{ kind: 'hard' }, 8],
    ]);
    expect(valuesOf(samples, 'quota_tray_ledger_remaining')).toEqual([[{}, 0]]);
  });

  it('name an endpoint that waits until it may be asked', () => {
    const untilMs = nowMs + 90_000;
    const waiting = stateAfter(codexBody({}), { link: { kind: 'limited', attempt: 1, untilMs } });
    expect(valuesOf(told([waiting]), 'quota_tray_backoff_until_timestamp_seconds')).toEqual([
      [{ endpoint: 'usage' }, untilMs / 1000],
    ]);
    expect(valuesOf(told([waiting]), 'quota_tray_service_wait_until_timestamp_seconds')).toEqual([]);
    const serviceUntilMs = nowMs + 30_000;
    const asked = stateAfter(codexBody({}), { link: { kind: 'limited', attempt: 1, untilMs, serviceUntilMs } });
    expect(valuesOf(told([asked]), 'quota_tray_service_wait_until_timestamp_seconds')).toEqual([
      [{ endpoint: 'usage' }, serviceUntilMs / 1000],
    ]);
    const over = stateAfter(codexBody({}), { link: { kind: 'limited', attempt: 1, untilMs: nowMs } });
    expect(valuesOf(told([over]), 'quota_tray_backoff_until_timestamp_seconds')).toEqual([]);
  });

  it('tell what was counted of accounts that are still there', () => {
    const counts = {
      requests: [
        { accountId: 'codex:work', endpoint: 'usage', outcome: 'ok', count: 7 },
        { accountId: 'codex:gone', endpoint: 'usage', outcome: 'ok', count: 3 },
      ],
      alerts: [{ accountId: 'codex:work', kind: 'exhausted', count: 1 }],
      warmups: [
        { accountId: 'codex:work', outcome: 'started', count: 2 },
        { accountId: 'codex:gone', outcome: 'failed', count: 1 },
      ],
    } as const;
    const samples = told([stateAfter(codexBody({}))], { counts });
    expect(valuesOf(samples, 'quota_tray_requests_total')).toEqual([[{ endpoint: 'usage', outcome: 'ok' }, 7]]);
    expect(valuesOf(samples, 'quota_tray_alerts_total')).toEqual([[{ kind: 'exhausted' }, 1]]);
    expect(valuesOf(samples, 'quota_tray_warmups_total')).toEqual([[{ outcome: 'started' }, 2]]);
  });

  it('name accounts and installs by their hash where that is wanted', () => {
    const installs = { rows: [install('a', 4)], omitted: 0 };
    const samples = told([stateAfter(codexBody({}))], { installs, nameOf: (id) => `hash-of-${id.length}` });
    expect(JSON.stringify(samples)).not.toContain('codex:work');
    expect(valuesOf(samples, 'quota_tray_ledger_remaining')).toEqual([[{ install: 'hash-of-1' }, 4]]);
  });

  it('list at most a thousand accounts, and count those that are left out', () => {
    const samples = told(manyAccounts(mostAccounts + 30));
    const named = new Set(samples.flatMap(({ labels: { account } }) => (account === undefined ? [] : [account])));
    expect(named.size).toBe(mostAccounts);
    expect(samples.length).toBeLessThan(12 * mostAccounts);
    expect(valuesOf(samples, 'quota_tray_accounts_omitted')).toEqual([[{}, 30]]);
  });

  it('list the installs that the ledger gives, and count those that it left out', () => {
    const samples = told([], { installs: { rows: [install('id-0', 0), install('unlimited', null)], omitted: 7 } });
    expect(valuesOf(samples, 'quota_tray_ledger_remaining')).toEqual([[{ install: 'id-0' }, 0]]);
    expect(valuesOf(samples, 'quota_tray_ledger_installs_omitted')).toEqual([[{}, 7]]);
    expect(valuesOf(told([]), 'quota_tray_ledger_installs_omitted')).toEqual([]);
  });
});

function install(installId: string, remaining: number | null): LedgerRow {
  return {
    ...{
      installId,
      tier: 'core',
      lifetimeConsumed: 1,
      lifetimeGeminiConsumed: 0,
      month: '2026-03',
      monthlyConsumed: 0,
    },
    ...{ monthlyGeminiConsumed: 0, reserved: 0, lastActiveAt: null, remaining, geminiRemaining: null },
    capped: remaining === null ? 'none' : 'lifetime',
  };
}
