interface Definition {
  readonly type: 'gauge' | 'counter';
  readonly help: string;
}

/** All metrics, each with the help sentence that a scrape shows. */
export const metricDefinitions = {
  quota_tray_window_used_percent: gauge('Used part of a usage window in percent, as the service last said'),
  quota_tray_window_reset_timestamp_seconds: gauge('When a usage window resets, in seconds since 1970'),
  quota_tray_credits_balance: gauge('Balance of credits'),
  quota_tray_balance: gauge('Balance of money paid in advance, by currency'),
  quota_tray_spend_used: gauge('Spent under the spend limit in force, by currency'),
  quota_tray_spend_limit: gauge('The spend limit in force, by currency'),
  quota_tray_concurrent_sessions: gauge('Sessions that run at the same time now'),
  quota_tray_concurrent_sessions_limit: gauge('How many sessions may run at the same time'),
  quota_tray_ledger_remaining: gauge('Calls that a metered install may still make'),
  quota_tray_ledger_installs_omitted: gauge('Metered installs that are not listed because there are too many'),
  quota_tray_accounts_omitted: gauge('Accounts that are not listed because there are too many'),
  quota_tray_account_state: gauge('1 for the state that the account is in; the other states have no series'),
  quota_tray_account_blocked: gauge('1 for the reason why an account cannot be used or is unknown, by its code'),
  quota_tray_reading_age_seconds: gauge('Age of the newest figure of an account, by where it came from'),
  quota_tray_requests_total: counter('Requests that ended since this process started, by how they ended'),
  quota_tray_service_wait_until_timestamp_seconds: gauge(
    'Until when a service asked Quota Tray to wait, in seconds since 1970',
  ),
  quota_tray_backoff_until_timestamp_seconds: gauge('Until when an endpoint is not asked, in seconds since 1970'),
  quota_tray_alerts_total: counter('Notifications shown since this process started'),
  quota_tray_warmups_total: counter('Scheduled warm-ups that ended since this process started, by result'),
  quota_tray_tokens_total: counter('Tokens since midnight, by the logs of the tools'),
  quota_tray_build_info: gauge('1, with the version'),
} as const satisfies Readonly<Record<string, Definition>>;

/** The name of a metric. */
export type MetricName = keyof typeof metricDefinitions;

/** The value of one series at one time. */
export interface Sample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Returns the series of a number; empty when the number is not known, because a series cannot say "unknown". */
export function sampleOf(name: MetricName, labels: Sample['labels'], value: number | null): readonly Sample[] {
  return value === null || !Number.isFinite(value) ? [] : [{ name, labels, value }];
}

function gauge(help: string): Definition {
  return { type: 'gauge', help };
}

function counter(help: string): Definition {
  return { type: 'counter', help };
}
