interface Definition {
  readonly type: 'gauge' | 'counter';
  readonly help: string;
}

/** Every metric there is, with the sentence that a scrape shows beside it. */
export const metricDefinitions = {
  quota_tray_window_used_percent: gauge('Used part of a usage window in percent, as the service last said'),
  quota_tray_window_reset_timestamp_seconds: gauge('When a usage window begins anew, in seconds since 1970'),
  quota_tray_credits_balance: gauge('Balance of credits'),
  quota_tray_balance: gauge('Balance of money paid in advance, by currency'),
  quota_tray_spend_used: gauge('Spent under the spend limit in force, by currency'),
  quota_tray_spend_limit: gauge('The spend limit in force, by currency'),
  quota_tray_concurrent_sessions: gauge('Sessions that run at the same time now'),
  quota_tray_concurrent_sessions_limit: gauge('How many sessions may run at the same time'),
  quota_tray_ledger_remaining: gauge('Calls that a metered install may still make'),
  quota_tray_ledger_installs_omitted: gauge('Metered installs that are not listed because there are too many'),
  quota_tray_account_state: gauge('1 for the state that the account is in; the other states have no series'),
  quota_tray_reading_age_seconds: gauge('Age of the newest figure of an account, by where it came from'),
  quota_tray_requests_total: counter('Requests that ended since this process started, by how they ended'),
  quota_tray_service_wait_until_timestamp_seconds: gauge(
    'Until when a service itself asked us to wait, in seconds since 1970',
  ),
  quota_tray_backoff_until_timestamp_seconds: gauge('Until when an endpoint is not asked, in seconds since 1970'),
  quota_tray_alerts_total: counter('Notices that were shown since this process started'),
  quota_tray_warmups_total: counter('Slots of window warm-ups that came to an end since this process started, by how'),
  quota_tray_build_info: gauge('1, with the version'),
} as const satisfies Readonly<Record<string, Definition>>;

export type MetricName = keyof typeof metricDefinitions;

/** One series at a moment. */
export interface Sample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The series of a number; none for one that is not known, because a series cannot say so. */
export function sampleOf(name: MetricName, labels: Sample['labels'], value: number | null): readonly Sample[] {
  return value === null || !Number.isFinite(value) ? [] : [{ name, labels, value }];
}

function gauge(help: string): Definition {
  return { type: 'gauge', help };
}

function counter(help: string): Definition {
  return { type: 'counter', help };
}
