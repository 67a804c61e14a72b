export interface ClaudeGrant {
  /** True unless said. */
  readonly available?: boolean;
  readonly eligible?: boolean;
  /** False unless said. */
  readonly granted?: boolean;
  /** In minor units. */
  readonly amount: number | null;
  readonly currency: string | null;
}

/** A body of Claude's `overage_credit_grant`. */
export function claudeGrant({ available, eligible, granted, amount, currency }: ClaudeGrant): object {
  return {
    available: available ?? true,
    eligible: eligible ?? true,
    granted: granted ?? false,
    amount_minor_units: amount,
    currency,
  };
}
