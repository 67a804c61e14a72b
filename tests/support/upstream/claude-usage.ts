/** One window as Claude reports it. */
export interface ClaudeWindow {
  /** 0 to 100. */
  readonly usedPercent: number;
  /** Left out or null: not begun, or not said. */
  readonly resetsInSeconds?: number | null;
}

export interface ClaudeUsage {
  readonly session?: ClaudeWindow | null;
  readonly weekly?: ClaudeWindow | null;
  /** Weekly limits of single models, by the name that is shown. */
  readonly models?: Readonly<Record<string, ClaudeWindow>>;
  /** Amounts in minor units; null: switched off. */
  /** Money paid in advance, in minor units. */
  readonly prepaid?: { readonly amount: number; readonly currency: string } | null;
  readonly extraUsage?: { readonly used: number; readonly limit: number | null; readonly currency: string } | null;
}

/**
 * A body of Claude's usage endpoint, with the code-named keys that come and go.
 *
 * @param atMs When the service answers; its absolute resets are reckoned from there.
 */
export function claudeUsage(usage: ClaudeUsage, atMs: number = Date.now()): object {
  const models = Object.entries(usage.models ?? {});
  return {
    five_hour: flat(usage.session, atMs),
    seven_day: flat(usage.weekly, atMs),
    seven_day_opus: null,
    seven_day_sonnet: null,
    nimbus_quill: { utilization: 0.02, resets_at: null },
    cinder_cove: null,
    limits: models.map(([name, window]) => ({
      kind: 'weekly_scoped',
      group: 'weekly',
      percent: window.usedPercent,
      resets_at: resetText(window, atMs),
      scope: { model: { id: null, display_name: name }, surface: null },
      is_active: false,
    })),
    extra_usage: extraUsage(usage.extraUsage ?? null),
    ...(usage.prepaid === undefined ? {} : { spend: spend(usage.prepaid) }),
  };
}

function flat(window: ClaudeWindow | null | undefined, atMs: number): object | null {
  if (window === null || window === undefined) return null;
  return { utilization: window.usedPercent, resets_at: resetText(window, atMs) };
}

function resetText({ resetsInSeconds = null }: ClaudeWindow, atMs: number): string | null {
  return resetsInSeconds === null ? null : new Date(atMs + resetsInSeconds * 1000).toISOString().replace('Z', '+00:00');
}

function spend(prepaid: ClaudeUsage['prepaid']): object {
  const balance =
    prepaid === null || prepaid === undefined
      ? null
      : { amount_minor: prepaid.amount, currency: prepaid.currency, exponent: 2 };
  return { enabled: false, balance };
}

function extraUsage(extra: ClaudeUsage['extraUsage']): object {
  if (extra === null || extra === undefined) {
    return { is_enabled: false, monthly_limit: null, used_credits: null, utilization: null };
  }
  const utilization = extra.limit === null ? null : (100 * extra.used) / extra.limit;
  return {
    is_enabled: true,
    monthly_limit: extra.limit,
    used_credits: extra.used,
    utilization,
    currency: extra.currency,
  };
}

interface ClaudeGrant {
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
