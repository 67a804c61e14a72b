import { additionAnswer } from '../../../core/views/answers.ts';
import { loadProviders, providers } from '../../../core/providers/registry.ts';
import { addressConfirmation } from '../../../core/settings/confirmation.ts';
import { type AccountServices, createAddedAccounts } from '../../services/accounts.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { Confirm } from '../../electron/dialogs.ts';
import type { Services } from '../../services/create-services.ts';
import type { Leadership } from '../leadership.ts';

type AccountHandlers = Pick<
  CommandHandlers,
  'accounts.add' | 'accounts.give-key' | 'accounts.remove' | 'accounts.forget'
>;

/** What the handlers of accounts use. */
export interface AccountHandlerDependencies {
  readonly services: AccountServices & Pick<Services, 'locale'>;
  readonly confirm: Confirm;
  readonly leadership: Pick<Leadership, 'remove'>;
}

/** Makes the handlers that add and remove accounts. A key comes in here and is never sent to a page. */
export function accountHandlers({ services, confirm, leadership }: AccountHandlerDependencies): AccountHandlers {
  const { engine, locale } = services;
  const accounts = createAddedAccounts(services);
  return {
    'accounts.add': async ({ inFile = false, ...addition }, { webContentsId }) => {
      const { baseUrl, provider } = addition;
      await loadProviders([provider]);
      const isUsual = baseUrl === null || baseUrl === (providers[provider].key?.defaultBaseUrl ?? null);
      if (!isUsual && !(await confirm(webContentsId, addressConfirmation(baseUrl, locale()))))
        return { ok: false, message: locale().t('addition.declined') };
      const outcome = await accounts.add({ ...addition, key: addition.key.trim() }, { unprotected: inFile });
      if (outcome.kind === 'saved') await engine.discover();
      return additionAnswer(outcome, locale());
    },
    'accounts.give-key': async ({ accountId, key }) => {
      const outcome = await accounts.giveKey(accountId, key.trim());
      if (outcome.kind === 'saved') await engine.discover();
      return additionAnswer(outcome, locale());
    },
    'accounts.remove': ({ accountId }) => leadership.remove(accountId),
    'accounts.forget': async ({ accountId }) => {
      const answer = await leadership.remove(accountId);
      if (answer.ok) return null;
      throw new Error(answer.message);
    },
  };
}
