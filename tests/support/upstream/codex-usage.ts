/** One window as Codex reports it. */
export interface CodexWindow {
  readonly usedPercent: number | null;
  /** Left out or null: the service names no reset. */
  readonly resetsInSeconds?: number | null;
  /** 5 hours in the first slot and a week in the second unless said. */
  readonly lengthSeconds?: number;
}

export interface CodexUsage {
  /** As the service writes it: `pro`, `plus`, `team`. */
  readonly plan?: string | null;
  /** Stands in the primary slot; null: that slot is empty. */
  readonly session?: CodexWindow | null;
  /** Stands in the secondary slot. */
  readonly weekly?: CodexWindow | null;
  readonly limitReached?: boolean;
  readonly credits?: {
    readonly hasCredits: boolean;
    readonly unlimited?: boolean;
    readonly balance: string | null;
  } | null;
  /** Limits of single models, by the name that is shown. */
  readonly models?: Readonly<Record<string, { readonly session?: CodexWindow; readonly weekly?: CodexWindow }>>;
  /** A spend limit in credits. */
  readonly spendLimit?: CodexSpendLimit;
  /** Further spend limits by kind, such as `group_default`; an empty object: spend control without a limit. */
  readonly spendLimits?: Readonly<Record<string, CodexSpendLimit>>;
  readonly resetCredits?: number;
}

interface CodexSpendLimit {
  readonly limit: string;
  readonly used: string;
  readonly resetsInSeconds: number;
}

const sessionSeconds = 18_000;
const weekSeconds = 604_800;

/**
 * A body of the Codex usage endpoint. Slots are filled as they are named, so a weekly window in the
 * primary slot is `session: { lengthSeconds: 604_800, … }` with `weekly: null`.
 *
 * @param atMs When the service answers; its absolute resets are reckoned from there.
 */
export function codexUsage(usage: CodexUsage, atMs: number = Date.now()): object {
  const { plan = 'pro', credits = { hasCredits: false, balance: '0' }, resetCredits } = usage;
  return {
    plan_type: plan,
    rate_limit: block(usage, usage.limitReached, atMs),
    additional_rate_limits: Object.entries(usage.models ?? {}).map(([name, windows]) => ({
      limit_name: name,
      metered_feature: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'),
      rate_limit: block(windows, undefined, atMs),
    })),
    credits: credits && {
      has_credits: credits.hasCredits,
      unlimited: credits.unlimited ?? false,
      balance: credits.balance,
    },
    ...spendControl(usage, atMs),
    rate_limit_reset_credits: { available_count: resetCredits ?? 0 },
  };
}

function block({ session, weekly }: CodexUsage, stated: boolean | undefined, atMs: number): object {
  const isReached = stated ?? [session, weekly].some((window) => (window?.usedPercent ?? 0) >= 100);
  return {
    allowed: !isReached,
    limit_reached: isReached,
    primary_window: windowBlock(session, sessionSeconds, atMs),
    secondary_window: windowBlock(weekly, weekSeconds, atMs),
  };
}

function windowBlock(window: CodexWindow | null | undefined, usualSeconds: number, atMs: number): object | null {
  if (window === null || window === undefined) return null;
  return {
    used_percent: window.usedPercent,
    limit_window_seconds: window.lengthSeconds ?? usualSeconds,
    ...resetBlock(window.resetsInSeconds ?? null, atMs),
  };
}

function spendControl({ spendLimit, spendLimits }: CodexUsage, atMs: number): object {
  if (spendLimit === undefined && spendLimits === undefined) return {};
  const further = Object.entries(spendLimits ?? {}).map(([kind, limit]) => [`${kind}_limit`, spendBlock(limit, atMs)]);
  const individual = spendLimit === undefined ? null : spendBlock(spendLimit, atMs);
  return { spend_control: { reached: false, individual_limit: individual, ...Object.fromEntries(further) } };
}

function spendBlock(limit: CodexSpendLimit, atMs: number): object {
  return {
    source: 'workspace_spend_controls',
    limit: limit.limit,
    used: limit.used,
    ...resetBlock(limit.resetsInSeconds, atMs),
  };
}

function resetBlock(seconds: number | null, atMs: number): object {
  return { reset_after_seconds: seconds, reset_at: seconds === null ? null : Math.round(atMs / 1000) + seconds };
}

interface CodexMonthlyUsage {
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
