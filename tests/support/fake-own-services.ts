import type { Bridge, CommandAnswer } from '../../core/ipc/contract.ts';
import type { AccountAnswer } from '../../core/views/answers.ts';
import { checkOfDefinition, type ServiceTestAnswer } from '../../core/views/own-service-check.ts';
import type { ActionAnswer } from '../../core/ipc/answers.ts';
import { languageTags } from '../../core/i18n/languages.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { ownServiceExamples } from '../../main/services/own-service-examples.ts';
import type { SettingsView } from '../../core/views/settings.ts';
import { localeIn } from './locale.ts';

/** What a test or the preview decides about services that the user describes. */
export interface OwnServiceApp {
  settings: CommandAnswer<SettingsView>;
  accountAnswer: CommandAnswer<AccountAnswer>;
  actionAnswer: CommandAnswer<ActionAnswer>;
  /** The file that the user chooses. */
  ownServiceFile: { readonly text: string | null; readonly message: string | null };
  serviceTest: CommandAnswer<ServiceTestAnswer>;
}

/** A user who closes the dialog, and a service that answers with two figures. */
export const exampleOwnServices: Pick<OwnServiceApp, 'ownServiceFile' | 'serviceTest'> = {
  ownServiceFile: { text: null, message: null },
  serviceTest: {
    ok: true,
    value: {
      ok: true,
      message: 'Lab gateway answered with these figures.',
      figures: [
        { name: '5 hours', text: '58% · resets in 1 h 20 min' },
        { name: 'Balance', text: '$7.63' },
      ],
      empty: [],
    },
  },
};

type OwnServiceMethod =
  | 'getOwnExamples'
  | 'openOwnService'
  | 'checkOwnService'
  | 'testOwnService'
  | 'addOwnService'
  | 'exportOwnService';

type Answer = <T>(name: string, input: unknown, value: () => CommandAnswer<T>) => Promise<CommandAnswer<T>>;

/** The commands about services that the user describes. The check is the real one. */
export function ownServiceAnswers(app: OwnServiceApp, answer: Answer): Pick<Bridge, OwnServiceMethod> {
  return {
    getOwnExamples: () =>
      answer('getOwnExamples', undefined, () => ({
        ok: true,
        value: ownServiceExamples.map(({ name, text }) => ({ name, text })),
      })),
    openOwnService: () => answer('openOwnService', undefined, () => ({ ok: true, value: app.ownServiceFile })),
    checkOwnService: (input) =>
      answer('checkOwnService', input, () => ({
        ok: true,
        value: checkOfDefinition(input.definition, input.baseUrl, localeOf(app)),
      })),
    testOwnService: (input) => answer('testOwnService', input, () => app.serviceTest),
    addOwnService: (input) => answer('addOwnService', input, () => app.accountAnswer),
    exportOwnService: (input) => answer('exportOwnService', input, () => app.actionAnswer),
  };
}

/** The language of the window, with its own formats. */
function localeOf({ settings }: OwnServiceApp): LocaleContext {
  const language = settings.ok ? settings.value.appearance.language : 'en';
  const known = languageTags.find((tag) => tag === language) ?? 'en';
  return localeIn(known, known === 'en' ? 'en-GB' : known);
}
