import { findProvider, providers } from '../../../core/providers/registry.ts';
import { type Shell, startCommand } from '../../../core/providers/start-command.ts';
import { seriesOf } from '../../../core/history/reading.ts';
import { shownAccounts } from '../../../core/snapshot/order.ts';
import type { AccountSnapshot } from '../../../core/snapshot/schema.ts';
import { signInCommandOf } from '../../../core/text/account-message.ts';
import { accountPage } from '../../../core/views/account-page.ts';
import { peakSpans, peaksView, peakTimes } from '../../../core/views/peaks.ts';
import { poolPage } from '../../../core/views/pool-page.ts';
import { terminalView } from '../../../core/views/terminal.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { SafeShell } from '../../electron/shell.ts';
import type { Publisher } from '../../features/publisher.ts';
import type { Services } from '../../services/create-services.ts';
import type { Views } from '../views.ts';

type AccountPageHandlers = Pick<
  CommandHandlers,
  'account.get' | 'account.copy' | 'account.open-link' | 'pool.get' | 'history.peaks'
>;

/** What the handlers of the pages about accounts use. */
export interface AccountPageDependencies {
  readonly services: Pick<Services, 'settings' | 'locale' | 'clock' | 'addedAccounts' | 'history'> & {
    readonly engine: Pick<Services['engine'], 'accounts'>;
  };
  readonly publisher: Pick<Publisher, 'current'>;
  readonly views: Pick<Views, 'marks'>;
  /** Returns the incident that a service reports, as a sentence; null: none. */
  readonly incidentText: (account: Pick<AccountSnapshot, 'provider'>) => string | null;
  readonly shell: Pick<SafeShell, 'openExternal'>;
  readonly copyText: (text: string) => Promise<void>;
  /** The shell of start commands. */
  readonly commandShell: Shell;
}

/** Makes the handlers of the page of one account and of the page about all accounts. They send no request. */
export function accountPageHandlers(dependencies: AccountPageDependencies): AccountPageHandlers {
  const { services, publisher, views, shell, copyText, commandShell, incidentText } = dependencies;
  const { engine, settings, locale, clock, addedAccounts, history } = services;
  const accountOf = (accountId: string): AccountSnapshot | undefined =>
    publisher.current().accounts.find(({ id }) => id === accountId);
  const stateOf = (accountId: string) => engine.accounts().find(({ account }) => account.id === accountId);

  const copied = async (text: string | null) => {
    const { t } = locale();
    if (text === null) return { copied: false, message: t('page.nothing-to-copy') };
    await copyText(text);
    return { copied: true, message: t('page.copied') };
  };

  /** Returns the figures of one account or of all that are shown, as the terminal shows them. */
  const figuresText = (accountId: string | null): string => {
    const snapshot = publisher.current();
    const accounts =
      accountId === null
        ? shownAccounts(snapshot.accounts, settings.get())
        : snapshot.accounts.filter(({ id }) => id === accountId);
    return terminalView({ ...snapshot, accounts }, settings.get(), locale(), clock.nowMs());
  };

  return {
    'account.get': ({ accountId }) => {
      const account = accountOf(accountId);
      if (account === undefined) return null;
      const marks = views.marks(publisher.current())(accountId);
      const isAdded = addedAccounts.list()?.some(({ id }) => id === accountId) === true;
      const context = {
        state: stateOf(accountId),
        marks,
        isAdded,
        shell: commandShell,
        incident: incidentText(account),
      };
      return accountPage(account, context, settings.get(), locale(), clock.nowMs());
    },
    'account.copy': ({ accountId, what }) => {
      if (what === 'text') return copied(figuresText(accountId));
      const account = accountId === null ? undefined : stateOf(accountId)?.account;
      if (account === undefined) return copied(null);
      if (what === 'start-command') return copied(startCommand(account, commandShell));
      return copied(signInCommandOf(providers[account.provider]));
    },
    'account.open-link': async ({ accountId, page }) => {
      const { t } = locale();
      const provider = findProvider(accountOf(accountId)?.provider ?? '');
      const address = provider?.pages?.[page];
      if (address === undefined) return { opened: false, message: t('page.no-link') };
      const opened = await shell.openExternal(address);
      return { opened, message: t(opened ? 'page.opened' : 'page.not-opened', { page: address }) };
    },
    'pool.get': () => {
      const { accounts, pool } = publisher.current();
      return poolPage(shownAccounts(accounts, settings.get()), pool, locale(), clock.nowMs());
    },
    'history.peaks': async ({ accountId, windowId, range }) => {
      const window = accountOf(accountId)?.windows.find(({ id }) => id === windowId);
      const store = window === undefined ? null : await history.store();
      if (window === undefined || store === null) return null;
      const nowMs = clock.nowMs();
      history.flush();
      const spans = peakSpans(range, nowMs, locale());
      const highest = store.peaks(seriesOf(accountId, windowId), peakTimes(spans, nowMs));
      return peaksView(accountId, window, range, spans, highest, locale(), nowMs);
    },
  };
}
