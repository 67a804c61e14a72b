export interface CodexMonthlyUsage {
  /** Credits. */
  readonly used: number | string;
  readonly limit: number | string | null;
  /** `HARD_CAP` unless said. */
  readonly enforcement?: string;
}

/** A body of the Codex endpoint `monthly-usage`. */
export function codexMonthlyUsage({ used, limit, enforcement = 'HARD_CAP' }: CodexMonthlyUsage): object {
  return {
    current_month_usage: used,
    effective_monthly_limit: { limit, enforcement_mode: enforcement, limit_mode: 'amount_credits' },
  };
}
