import type { CommandAnswer, CommandInput, CommandOutputs, EventPayloads } from './contract.ts';
import type { CommandName, EventName } from './channels.ts';

type Call<K extends CommandName> =
  CommandInput<K> extends undefined
    ? () => Promise<CommandAnswer<CommandOutputs[K]>>
    : (input: CommandInput<K>) => Promise<CommandAnswer<CommandOutputs[K]>>;

/** A subscription returns the function that ends it. */
type Subscribe<K extends EventName> = (listener: (payload: EventPayloads[K]) => void) => () => void;

/** What the page finds as `window.quotaTray`: named functions, no channel, no event object. */
export interface Bridge {
  readonly getPanel: Call<'panel.get'>;
  readonly refreshAccounts: Call<'accounts.refresh'>;
  readonly forgetAccount: Call<'accounts.forget'>;
  readonly addAccount: Call<'accounts.add'>;
  readonly giveKey: Call<'accounts.give-key'>;
  readonly removeAccount: Call<'accounts.remove'>;
  readonly openOffer: Call<'offers.open'>;
  readonly dismissOffer: Call<'offers.dismiss'>;
  readonly prepareReset: Call<'resets.prepare'>;
  readonly redeemReset: Call<'resets.redeem'>;
  readonly enableDailyUsage: Call<'usage.enable'>;
  readonly getDailyUsage: Call<'usage.get'>;
  readonly refreshDailyUsage: Call<'usage.refresh'>;
  readonly exportDailyUsage: Call<'usage.export'>;
  readonly getHistory: Call<'history.get'>;
  readonly exportHistory: Call<'history.export'>;
  readonly clearHistory: Call<'history.clear'>;
  readonly getNotices: Call<'notices.get'>;
  readonly markNoticesSeen: Call<'notices.seen'>;
  readonly snoozeNotices: Call<'notices.snooze'>;
  readonly markProblemsSeen: Call<'problems.seen'>;
  readonly tryHook: Call<'hooks.try'>;
  readonly getWarmups: Call<'warmups.get'>;
  readonly tryWarmup: Call<'warmups.try'>;
  readonly getSettings: Call<'settings.get'>;
  readonly setSettings: Call<'settings.set'>;
  readonly setConfirmedSettings: Call<'settings.set-confirmed'>;
  readonly refreshRates: Call<'rates.refresh'>;
  readonly openWindow: Call<'windows.open'>;
  readonly closeWindow: Call<'windows.close'>;
  readonly revealData: Call<'data.reveal'>;
  readonly copyDiagnostics: Call<'diagnostics.copy'>;
  readonly onPanelChanged: Subscribe<'panel.changed'>;
  readonly onSettingsChanged: Subscribe<'settings.changed'>;
  readonly onFocusAccount: Subscribe<'panel.focus-account'>;
}
