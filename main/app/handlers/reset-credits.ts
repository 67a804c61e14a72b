import { randomUUID } from 'node:crypto';
import { namedAccount } from '../../../core/accounts/account-state.ts';
import { providers } from '../../../core/providers/registry.ts';
import type { Redemptions } from '../../../core/reset-credits/redemption.ts';
import { accountNameOf } from '../../../core/settings/accounts.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import { createResetRedemption } from '../../features/reset-redemption.ts';
import { once } from '../../node/async.ts';
import type { Services } from '../../services/create-services.ts';

type ResetHandlers = Pick<CommandHandlers, 'resets.prepare' | 'resets.redeem' | 'resets.copy-command'>;

/**
 * Makes the handlers that use banked resets. Using one cannot be undone, so only pages of the app come here:
 * neither the command line nor the local interface nor a timer can. Where only the account's tool can use one, its
 * command is copied for the user. The text is the one of the provider, never one of the page.
 *
 * @param copyText Puts a text on the clipboard.
 */
export function resetHandlers(
  services: Pick<Services, 'clock' | 'http' | 'locale' | 'engine' | 'settings' | 'database' | 'report' | 'accountTool'>,
  copyText: (text: string) => Promise<void>,
): ResetHandlers {
  const { clock, http, locale, engine, settings } = services;
  const redemption = createResetRedemption({
    ...{ clock, http, locale, engine },
    isOn: () => settings.get().redeemResets,
    labelOf: (account) => {
      const accounts = engine.accounts().map(namedAccount);
      return accountNameOf(account.id, accounts, settings.get(), locale());
    },
    redemptions: once(() => openRedemptions(services)),
    redeemWithTool: services.accountTool.redeemReset,
    newId: randomUUID,
  });
  return {
    'resets.prepare': ({ accountId }) => redemption.prepare(accountId),
    'resets.redeem': ({ accountId, confirmation }) => redemption.redeem(accountId, confirmation),
    'resets.copy-command': async ({ accountId }) => {
      const account = engine.accounts().find((state) => state.account.id === accountId)?.account;
      const command = account === undefined ? undefined : providers[account.provider].tool?.resetCommand;
      if (command === undefined) return { copied: false, message: locale().t('reset.not-here') };
      await copyText(command.text);
      return { copied: true, message: locale().t('reset.command-copied', { program: command.program }) };
    },
  };
}

/** Null: nothing can be stored. */
async function openRedemptions({
  database,
  report,
}: Pick<Services, 'database' | 'report'>): Promise<Redemptions | null> {
  const [{ createRedemptions }, opened] = await Promise.all([import('../../node/storage/redemptions.ts'), database()]);
  return opened === null ? null : createRedemptions(opened, report);
}
