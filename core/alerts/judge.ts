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
  type BlockAlert,
  blockAlerts,
  type CreditsLowAlert,
  creditsLowAlerts,
  type GrantAlert,
  grantAlerts,
  reliableBalance,
  rememberedBlock,
  type ResetExpiryAlert,
  resetExpiryAlerts,
  signedOutNow,
  type SignInAlert,
  signInAlerts,
  type UnblockedAlert,
} from './account-alerts.ts';
import { type AlertMemory, emptyMemory } from './memory.ts';

/** Something a person may be told of without having asked; new only where both of its keys are. */
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

export interface AlertContext {
  /** What is remembered of the account; null: nothing, this is its first reading. */
  readonly memory: AlertMemory | null;
  readonly settings: ThresholdSettings & Pick<Settings, 'lowCredits'>;
  /** Its service has a fault of its own now, which may look like a sign-in that fails. */
  readonly incident: boolean;
  readonly nowMs: number;
}

export interface AlertJudgement {
  readonly alerts: readonly Alert[];
  /** To be remembered once the alerts were dealt with; the same object where nothing changed. */
  readonly memory: AlertMemory;
}

/** All that deserves a notice about one account at a moment, whether or not its keys were claimed before. */
export function judgeAccountAlerts(now: AccountSnapshot, context: AlertContext): AlertJudgement {
  const { settings, incident, nowMs } = context;
  const memory = context.memory ?? emptyMemory;
  const steps = windowChanges(memory, now);
  const rearmed = new Map(steps.map(({ window, mark }) => [window.id, mark.rearmedBy]));
  const alerts = [
    ...exhaustionAlerts(windowsBefore(memory), now, (id) => rearmed.get(id) ?? null),
    ...steps.flatMap((step) => {
      const alertAtPercent = alertThresholds(now.id, step.window.id, settings);
      return [
        ...thresholdAlerts(now.id, step, alertAtPercent),
        ...runOutAlerts(now.id, step),
        ...windowBackAlerts(now.id, step, alertAtPercent),
      ];
    }),
    ...blockAlerts(memory.blocked, now, nowMs),
    ...grantAlerts(now),
    ...resetExpiryAlerts(now, nowMs),
    ...creditsLowAlerts(memory.balance, now, settings.lowCredits),
    ...(incident ? [] : signInAlerts(memory.signedOut, now)),
  ];
  return { alerts, memory: remembered(memory, now, steps, incident) };
}

function windowChanges({ windows }: AlertMemory, now: AccountSnapshot): readonly WindowChange[] {
  const ofNow = now.windows.filter(({ stale }) => !stale);
  return ofNow.flatMap((window) => windowChange(windows[window.id] ?? null, window) ?? []);
}

function windowsBefore({ windows }: AlertMemory): WindowsBefore {
  return {
    windows: Object.entries(windows).map(([id, { exhausted }]) => ({ id, state: exhausted ? 'exhausted' : 'open' })),
  };
}

function remembered(
  memory: AlertMemory,
  now: AccountSnapshot,
  steps: readonly WindowChange[],
  incident: boolean,
): AlertMemory {
  const signedOut = incident ? memory.signedOut : (signedOutNow(now) ?? memory.signedOut);
  const balance = reliableBalance(now) ?? memory.balance;
  const windows = { ...memory.windows, ...Object.fromEntries(steps.map(({ window, mark }) => [window.id, mark])) };
  const next = { windows, balance, signedOut, blocked: rememberedBlock(memory.blocked, now) };
  return JSON.stringify(next) === JSON.stringify(memory) ? memory : next;
}
