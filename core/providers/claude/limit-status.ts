import { type Stated, statedValue } from '../../usage/fact.ts';
import type {
  BeyondLimitReading,
  BlockCode,
  BlockReading,
  Observation,
  WindowReading,
} from '../../usage/observation.ts';
import { parsePercent } from '../../units/number.ts';
import { parseShare } from '../parse.ts';
import { slugOf, weeklyPart, windowKinds } from './windows.ts';

/** A window that a header or an event names. */
export type NamedWindow = Pick<WindowReading, 'id' | 'shape'>;

/**
 * What one answer of the service says about the limits as a whole. Response headers and the events of Claude Code say
 * the same in two forms. Texts are in lower case, times are epoch ms, and null means that the answer does not say it.
 */
export interface LimitStatus {
  /** `allowed`, `allowed_warning` or `rejected`; null: no limit was checked. */
  readonly status: string | null;
  /** The limit that decides, such as `five_hour` or `overage`. */
  readonly claim: string | null;
  /** When the deciding limit resets. */
  readonly resetsAtMs: number | null;
  /** Whether extra usage would pay: `allowed`, `allowed_warning` or `rejected`. */
  readonly overageStatus: string | null;
  readonly overageResetsAtMs: number | null;
  /** Why extra usage cannot pay, such as `out_of_credits`. */
  readonly overageDisabledReason: string | null;
  /** Whether extra usage pays for this request. */
  readonly overageInUse: boolean | null;
  /** True: the daily limit of the organisation pauses all usage. */
  readonly isPaused: boolean;
  /** True: the service refused the request. False: it may have been answered. */
  readonly isRefused: boolean;
  /** Whether the request was answered in the short time after a limit was reached. */
  readonly isInGrace: boolean | null;
  /** When that time ends. */
  readonly graceEndsAtMs: number | null;
  /** Whether the request was answered at lower priority. */
  readonly isLowerPriority: boolean | null;
}

/**
 * Returns whether the service blocks the account, and whether requests run beyond the ordinary limits. It leaves out
 * what the answer does not say.
 *
 * @param hasWindows Whether the answer states a window. Without one, "nothing is reached" says nothing about limits.
 */
export function readLimitStatus(
  status: LimitStatus,
  hasWindows: boolean,
): Pick<Observation, 'blocked' | 'beyondLimit'> {
  const blocked = blockOf(status, hasWindows);
  const beyondLimit = beyondLimitOf(status, hasWindows);
  return { ...(blocked === undefined ? {} : { blocked }), ...(beyondLimit === undefined ? {} : { beyondLimit }) };
}

function isAllowed(status: string | null): boolean {
  return status === 'allowed' || status === 'allowed_warning';
}

/** Returns true if a reached limit does not stop requests, because extra usage pays for them. */
function isPaid(status: LimitStatus): boolean {
  if (status.isPaused) return false;
  if (status.overageInUse !== null) return status.overageInUse;
  const canPay = isAllowed(status.overageStatus) && status.overageDisabledReason === null;
  return status.status === 'rejected' && canPay && !status.isRefused;
}

/** A refusal for the limit of one model blocks only its window, so it states nothing about the account. */
function blockOf(status: LimitStatus, hasWindows: boolean): Stated<BlockReading | null> | undefined {
  if (isAllowed(status.status)) return hasWindows ? statedValue(null) : undefined;
  if (status.status !== 'rejected') return undefined;
  if (status.isPaused) return statedValue({ code: 'spend-cap', endsAtMs: null });
  if (isPaid(status) || status.isLowerPriority === true) return statedValue(null);
  const window = windowOfClaim(status.claim ?? '');
  if (window?.shape.scope === 'part') return undefined;
  const code = window === null ? codeOfMoney(status) : 'unknown';
  const [first, second] =
    code === 'spend-cap'
      ? [status.overageResetsAtMs, status.resetsAtMs]
      : [status.resetsAtMs, status.overageResetsAtMs];
  return statedValue({ code, endsAtMs: first ?? second, ...reachedWindow(window) });
}

function reachedWindow(window: NamedWindow | null): Pick<BeyondLimitReading, 'reachedWindowId'> {
  return window === null ? {} : { reachedWindowId: window.id };
}

const spendCapReasons: ReadonlySet<string> = new Set([
  'org_spend_cap_reached',
  'org_level_disabled_until',
  'seat_tier_zero_credit_limit',
  'group_zero_credit_limit',
  'member_zero_credit_limit',
]);

/** Returns why no money is left where no window explains a refusal. Other reasons say only that it is switched off. */
function codeOfMoney({ claim, overageDisabledReason }: LimitStatus): BlockCode {
  if (overageDisabledReason === 'out_of_credits') return 'workspace-credits';
  if (overageDisabledReason !== null) return spendCapReasons.has(overageDisabledReason) ? 'spend-cap' : 'unknown';
  return claim === 'overage' ? 'spend-cap' : 'unknown';
}

/**
 * An answer that names one way and says that it is not in use states that there is none, because it would name the way
 * that is in use.
 */
function beyondLimitOf(status: LimitStatus, hasWindows: boolean): Stated<BeyondLimitReading | null> | undefined {
  const { isInGrace, isLowerPriority, overageInUse, overageStatus } = status;
  const window = windowOfClaim(status.claim ?? '');
  // The claim of an accepted answer may be a window that is not reached.
  const reached = reachedWindow(status.status === 'rejected' ? window : null);
  const stated = (mode: BeyondLimitReading['mode'], endsAtMs: number | null) =>
    statedValue({ mode, endsAtMs, ...reached });
  const claimed = window === null ? null : status.resetsAtMs;
  if (isLowerPriority === true && overageInUse !== true) return stated('lower-priority', claimed);
  if (isPaid(status)) return stated('paid-extra-usage', status.status === 'rejected' ? claimed : null);
  // The grace headers of a refusal say that this time is over.
  if (isInGrace === true && isAllowed(status.status)) return stated('grace-period', status.graceEndsAtMs);
  const isDenied =
    overageInUse === false || isLowerPriority === false || (isInGrace !== null && status.status !== null);
  const isWithinLimits = hasWindows && status.status !== null && overageStatus !== null;
  return isDenied || isWithinLimits ? statedValue(null) : undefined;
}

/**
 * Returns a used share from 0 to 1 as a percentage. Use may run past a reached limit, so a share above 1 counts there.
 * Elsewhere it may have another unit, so it is null.
 */
export function parseUsedShare(stated: unknown, isReached: boolean): number | null {
  const percent = parsePercent(parseShare(stated));
  return percent !== null && percent > 100 && !isReached ? null : percent;
}

/**
 * The weekly window that paid extra usage includes. Claude Code names it after its model, and it is the model's own
 * limit in the usage answer. Headers call it `7d_oi`.
 */
export const includedWindow: NamedWindow = weeklyWindow('fable', 'Fable');
const includedClaim = 'seven_day_overage_included';

/** Returns the window that a claim names, such as `five_hour` or `seven_day_opus`. Null for others, such as overage. */
export function windowOfClaim(claim: string): NamedWindow | null {
  const key = claim.trim().toLowerCase();
  const kind = windowKinds.find(({ keys }) => keys.includes(key));
  if (kind !== undefined) return { id: kind.id, shape: kind.shape };
  if (key === includedClaim) return includedWindow;
  const part = /^seven_day_(.+)$/.exec(key)?.[1] ?? '';
  return slugOf(part) === '' || part.startsWith('overage') ? null : weeklyWindow(slugOf(part), part);
}

/** Returns the weekly window of one model or feature. */
export function weeklyWindow(slug: string, name: string): NamedWindow {
  const { id, shape } = windowKinds.find((kind) => kind.id === `weekly:${slug}`) ?? weeklyPart(slug, name, []);
  return { id, shape };
}
