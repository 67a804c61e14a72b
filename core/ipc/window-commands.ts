import type { CommandName, WindowKind } from './channels.ts';

/**
 * What the page of each window may ask for. A command that is not on the list of its window is refused, so that a
 * fault in one page reaches no further than that page needs.
 */
export const windowCommands: Readonly<Record<WindowKind, ReadonlySet<CommandName>>> = {
  panel: new Set<CommandName>([
    'panel.get',
    'accounts.refresh',
    'accounts.forget',
    'accounts.remove',
    'offers.open',
    'offers.dismiss',
    'resets.prepare',
    'resets.redeem',
    'usage.enable',
    'usage.get',
    'usage.refresh',
    'usage.export',
    'history.get',
    'history.export',
    'notices.get',
    'notices.seen',
    'notices.snooze',
    'problems.seen',
    'windows.open',
    'windows.close',
  ]),
  settings: new Set<CommandName>([
    'accounts.refresh',
    'accounts.add',
    'accounts.give-key',
    'accounts.remove',
    'accounts.forget',
    'history.clear',
    'notices.get',
    'notices.seen',
    'notices.snooze',
    'problems.seen',
    'hooks.try',
    'warmups.get',
    'warmups.try',
    'settings.get',
    'settings.set',
    'settings.set-confirmed',
    'rates.refresh',
    'windows.close',
    'data.reveal',
    'diagnostics.copy',
  ]),
};
