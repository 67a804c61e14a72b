import { suggestionsView } from '../../../core/views/suggestions.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import { createLocalSuggestions, type SuggestionServices } from '../../services/suggestions.ts';

type SuggestionHandlers = Pick<
  CommandHandlers,
  'suggestions.get' | 'suggestions.accept' | 'suggestions.dismiss' | 'suggestions.restore'
>;

/**
 * Makes the handlers of the accounts that are found on this computer. A page names a suggestion by its id and gets
 * sentences back: the folder, the address of the service and the key stay in this process.
 */
export function suggestionHandlers(services: SuggestionServices): SuggestionHandlers {
  const suggestions = createLocalSuggestions(services);
  const view = async () => suggestionsView(await suggestions.look(), services.locale());
  return {
    'suggestions.get': view,
    'suggestions.accept': async ({ id }) => {
      const { ok, message } = await suggestions.accept(id);
      return { ok, message };
    },
    'suggestions.dismiss': async ({ id }) => {
      await suggestions.dismiss(id);
      return view();
    },
    'suggestions.restore': async () => {
      await suggestions.restoreDismissed();
      return view();
    },
  };
}
