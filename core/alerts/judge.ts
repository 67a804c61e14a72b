import {
  alertThresholds,
  type ExhaustionAlert,
  exhaustionAlerts,
  type RunOutAlert,
  runOutAlerts,
  type ThresholdSettings,
  type ThresholdAlert,
  thresholdAlerts,
  type WindowBackAlert,
  windowBackAlerts,
  type WindowsBefore,
  type WindowChange,
  windowChange,
} from './window-alerts.ts';
import type { Settings } from '../settings/settings.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import {
  type CreditsLowAlert,
  creditsLowAlerts,
  type GrantAlert,
  grantAlerts,
  reliableBalance,
  type ResetExpiryAlert,
  resetExpiryAlerts,
  signedOutNow,
  type SignInAlert,
  signInAlerts,
} from './account-alerts.ts';
import {
  type BlockAlert,
  blockAlerts,
  rememberedBlock,
  type UnblockedAlert,
  windowToldBefore,
} from './block-alerts.ts';
import { type AlertMemory, emptyMemory } from './memory.ts';
import { alertOnLocalClock, clockAheadMs, movedAccount } from './service-clock.ts';
import { isEqual } from '../units/equality.ts';

/** A condition that may cause a notification. It is new only if both of its dedup keys are new. */
export type Alert =
  | ExhaustionAlert
  | BlockAlert
  | UnblockedAlert
  | ThresholdAlert
  | RunOutAlert
  | WindowBackAlert
  | CreditsLowAlert
  | ResetExpiryAlert
  | SignInAlert
  | GrantAlert;

/** What a judgement needs besides the account. */
export interface AlertContext {
  /** The memory of the account; null: this is its first reading. */
  readonly memory: AlertMemory | null;
  readonly settings: ThresholdSettings & Pick<Settings, 'lowCredits'>;
  /** True while the service reports an incident. A failing sign-in may then be the fault of the service. */
  readonly incident: boolean;
  readonly nowMs: number;
}

/** The alerts of one account, and the memory for its next reading. */
export interface AlertJudgement {
  readonly alerts: readonly Alert[];
  /** Dedup keys of alerts that would only repeat what the user knows. They count as sent. */
  readonly claims: readonly string[];
  /** To be stored after the alerts were handled; the same object if nothing changed. */
  readonly memory: AlertMemory;
}

/**
 * All alerts of one account at this moment. The caller drops those whose dedup keys were used before. Windows, blocks
 * and resets are told apart on the clock of the service, because this computer's clock may be set. The alerts have the
 * times of this computer's clock, because people read them.
 */
export function judgeAccountAlerts(now: AccountSnapshot, context: AlertContext): AlertJudgement {
  const aheadMs = clockAheadMs(now);
  if (aheadMs === 0) return judgeOnOneClock(now, context);
  const judgement = judgeOnOneClock(movedAccount(now, aheadMs), { ...context, nowMs: context.nowMs + aheadMs });
  return { ...judgement, alerts: judgement.alerts.map((alert) => alertOnLocalClock(alert, aheadMs)) };
}

function judgeOnOneClock(now: AccountSnapshot, context: AlertContext): AlertJudgement {
  const { settings, incident, nowMs } = context;
  const memory = context.memory ?? emptyMemory;
  const changes = windowChanges(memory, now);
  const rearmed = new Map(changes.map(({ window, mark }) => [window.id, mark.rearmedBy]));
  const exhausted = exhaustionAlerts(windowsBefore(memory), now, (id) => rearmed.get(id) ?? null);
  const ofWindows = changes.flatMap((change) => {
    const alertAtPercent = alertThresholds(now.id, change.window.id, settings);
    return [
      ...thresholdAlerts(now.id, change, alertAtPercent),
      ...runOutAlerts(now.id, change),
      ...windowBackAlerts(now.id, change, alertAtPercent),
    ];
  });
  const ofBlock = blockAlerts(memory, now, nowMs);
  const known = windowToldBefore(memory, now, nowMs);
  const claims = exhausted.filter(({ window }) => window.id === known).flatMap(({ keys }) => keys);
  const alerts = [
    ...withoutRepeats(exhausted, ofWindows, ofBlock, known, memory, now),
    ...grantAlerts(now),
    ...resetExpiryAlerts(now, nowMs),
    ...creditsLowAlerts(memory.balance, now, settings.lowCredits),
    ...(incident ? [] : signInAlerts(memory.signedOut, now)),
  ];
  return { alerts, claims, memory: nextMemory(memory, now, changes, context) };
}

/**
 * Leaves out alerts that say the same as another one: about a used-up window that explains a block which the user knows
 * or gets an alert about now, and about the end of a block whose window is back.
 */
function withoutRepeats(
  exhausted: readonly ExhaustionAlert[],
  ofWindows: readonly (ThresholdAlert | RunOutAlert | WindowBackAlert)[],
  ofBlock: readonly (BlockAlert | UnblockedAlert)[],
  known: string | null,
  memory: AlertMemory,
  now: AccountSnapshot,
): readonly Alert[] {
  const named = exhausted.find(({ window }) => window.id === now.blockedReason?.windowId);
  const begun = ofBlock.find(({ kind }) => kind === 'exhausted');
  const repeated = begun === undefined ? known : (named?.window.id ?? null);
  const isBack = ofWindows.some(({ kind, window }) => kind === 'window-back' && window.id === memory.blocked?.windowId);
  return [
    ...exhausted.filter(({ window }) => window.id !== repeated),
    ...ofWindows,
    ...ofBlock
      .filter(({ kind }) => kind !== 'window-back' || !isBack)
      .map((alert) => (alert === begun && named !== undefined ? { ...alert, alsoClaims: named.keys } : alert)),
  ];
}

function windowChanges({ windows }: AlertMemory, now: AccountSnapshot): readonly WindowChange[] {
  const fresh = now.windows.filter(({ stale }) => !stale);
  return fresh.flatMap((window) => windowChange(windows[window.id] ?? null, window) ?? []);
}

function windowsBefore({ windows }: AlertMemory): WindowsBefore {
  return {
    windows: Object.entries(windows).map(([id, { exhausted }]) => ({ id, state: exhausted ? 'exhausted' : 'open' })),
  };
}

function nextMemory(
  memory: AlertMemory,
  now: AccountSnapshot,
  changes: readonly WindowChange[],
  { incident, nowMs }: Pick<AlertContext, 'incident' | 'nowMs'>,
): AlertMemory {
  const signedOut = incident ? memory.signedOut : (signedOutNow(now) ?? memory.signedOut);
  const balance = reliableBalance(now) ?? memory.balance;
  const windows = { ...memory.windows, ...Object.fromEntries(changes.map(({ window, mark }) => [window.id, mark])) };
  const next = { windows, balance, signedOut, blocked: rememberedBlock(memory, now, nowMs) };
  return isEqual(next, memory) ? memory : next;
}
