import { namedAccount } from '../../../core/accounts/account-state.ts';
import { providers } from '../../../core/providers/registry.ts';
import { shownNames } from '../../../core/settings/accounts.ts';
import { signInCommandOf } from '../../../core/text/account-message.ts';
import { keyStorageView } from '../../../core/views/key-storage.ts';
import { discoveryRows, placesView } from '../../../core/views/places.ts';
import { suggestionNotes } from '../../../core/views/suggestions.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { Services } from '../../services/create-services.ts';
import { createLocalSuggestions } from '../../services/suggestions.ts';
import type { FirstRun } from '../first-run.ts';

type FirstRunHandlers = Pick<
  CommandHandlers,
  'keys.storage' | 'accounts.places' | 'first-run.choose' | 'first-run.look' | 'first-run.copy-sign-in'
>;

/** Makes the handlers of what a newcomer does: look again, copy a command, choose, and be done. */
export function firstRunHandlers(
  services: Services,
  firstRun: Pick<FirstRun, 'look'>,
  copyText: (text: string) => Promise<void>,
): FirstRunHandlers {
  const { engine, settings, locale, vault } = services;
  const suggestions = createLocalSuggestions(services);
  return {
    'keys.storage': async () => keyStorageView(await vault.protection(), locale()),
    'accounts.places': async () => {
      const [findings, found] = await Promise.all([engine.discover(), suggestions.look()]);
      const names = shownNames(engine.accounts().map(namedAccount), settings.get(), locale());
      const rows = discoveryRows(
        findings,
        found.open,
        ({ id, label }) => names.get(id) ?? (settings.get().hidePersonal ? id : label),
        locale(),
      );
      return placesView(rows, suggestionNotes(found, locale()), locale());
    },
    'first-run.choose': async ({ isDone, startAtLogin, notifications, checkForUpdates, iconStyle }) => {
      await settings.set({
        // Written with the first choice, so that a restart does not take the newcomer for an earlier user.
        welcomed: isDone || settings.get().welcomed,
        ...(startAtLogin === undefined ? {} : { startAtLogin }),
        ...(notifications === undefined ? {} : { notifications }),
        ...(checkForUpdates === undefined ? {} : { checkForUpdates }),
        ...(iconStyle === undefined ? {} : { iconStyle }),
      });
      return null;
    },
    'first-run.look': async () => {
      await firstRun.look();
      return null;
    },
    'first-run.copy-sign-in': async ({ provider }) => {
      const { t } = locale();
      if (providers[provider].signInCommand === null) return { copied: false, message: t('page.nothing-to-copy') };
      await copyText(signInCommandOf(providers[provider]));
      return { copied: true, message: t('page.copied') };
    },
  };
}
