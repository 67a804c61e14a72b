import type { ActionAnswer } from '../../../core/ipc/answers.ts';
import type { LocaleContext } from '../../../core/i18n/translate.ts';
import type { ServiceDefinition } from '../../../core/providers/own/definition.ts';
import { definitionText, parseDefinition } from '../../../core/providers/own/text.ts';
import { addressOf } from '../../../core/providers/request.ts';
import { addressConfirmation } from '../../../core/settings/confirmation.ts';
import { additionAnswer } from '../../../core/views/answers.ts';
import { checkOfDefinition } from '../../../core/views/own-service-check.ts';
import type { Confirm, OpenFile, SaveFile } from '../../electron/dialogs.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import { parseBaseUrl } from '../../node/credentials/base-url.ts';
import { type AccountServices, createAddedAccounts } from '../../services/accounts.ts';
import { ownServiceExamples } from '../../services/own-service-examples.ts';
import { type OwnServiceServices, serviceFileText, testOwnService } from '../../services/own-services.ts';

type OwnServiceHandlers = Pick<CommandHandlers, Extract<keyof CommandHandlers, `own-services.${string}`>>;

/** What the handlers of own services use. */
export interface OwnServiceDependencies {
  readonly services: AccountServices & OwnServiceServices;
  readonly confirm: Confirm;
  readonly save: SaveFile;
  readonly open: OpenFile;
  readonly copyText: (text: string) => Promise<void>;
}

/**
 * Makes the handlers of services that the user describes. The text of a definition comes from a page, a key comes in here
 * and is never sent back. Before a key goes to an address for the first time, a dialog of the system asks the user.
 */
export function ownServiceHandlers(dependencies: OwnServiceDependencies): OwnServiceHandlers {
  const { services, confirm, save, open, copyText } = dependencies;
  const { engine, locale, addedAccounts } = services;
  const accounts = createAddedAccounts(services);
  /** The addresses to which the user agreed to send a key, since the app started. */
  const agreed = new Set<string>();

  const agrees = async (webContentsId: number, { origin, path }: ServiceDefinition, baseUrl: string | null) => {
    const base = addressIn(baseUrl) ?? origin ?? null;
    // Without an address nothing is sent: the addition says what is missing.
    if (base === null) return true;
    const address = addressOf(base, path);
    if (agreed.has(address)) return true;
    const isAgreed = await confirm(webContentsId, addressConfirmation(address, locale()));
    if (isAgreed) agreed.add(address);
    return isAgreed;
  };

  return {
    'own-services.examples': () => ownServiceExamples.map(({ name, text }) => ({ name, text })),
    'own-services.open': async (_input, { webContentsId }) => {
      const file = await open(webContentsId, { name: 'JSON', extensions: ['json'] });
      if (file === null) return { text: null, message: null };
      const text = serviceFileText(file);
      return { text, message: text === null ? locale().t('own.file-unreadable') : null };
    },
    'own-services.check': ({ definition, baseUrl }) => checkOfDefinition(definition, addressIn(baseUrl), locale()),
    'own-services.test': async ({ definition: text, baseUrl, organizationId, key }, { webContentsId }) => {
      const { t } = locale();
      const refused = (message: string) => ({ ok: false, message, figures: [], empty: [] });
      const reading = parseDefinition(text);
      if (reading.kind === 'bad') return refused(t('own.not-valid'));
      const { definition } = reading;
      if (!(await agrees(webContentsId, definition, baseUrl))) return refused(t('own.test.declined'));
      return testOwnService(services, { definition, baseUrl, organizationId, key: key.trim() });
    },
    'own-services.add': async ({ definition: text, inFile = false, ...addition }, { webContentsId }) => {
      const { t } = locale();
      const reading = parseDefinition(text);
      if (reading.kind === 'bad') return { ok: false, message: t('own.not-valid') };
      const { definition } = reading;
      if (!(await agrees(webContentsId, definition, addition.baseUrl)))
        return { ok: false, message: t('addition.declined') };
      const key = addition.key.trim();
      const outcome = await accounts.add({ ...addition, provider: 'own', definition, key }, { unprotected: inFile });
      if (outcome.kind === 'saved') await engine.discover();
      return additionAnswer(outcome, locale(), definition.name);
    },
    'own-services.export': async ({ accountId, to }, { webContentsId }) => {
      const definition = addedAccounts.list()?.find(({ id }) => id === accountId)?.definition;
      const { t } = locale();
      if (definition === undefined) return { ok: false, message: t('cli.services.no-file') };
      if (to === 'file') return savedFile(definition, webContentsId, save, locale());
      await copyText(definitionText(definition));
      return { ok: true, message: t('own.export.copied') };
    },
  };
}

function addressIn(baseUrl: string | null): string | null {
  return baseUrl === null || baseUrl.length > 2000 ? null : parseBaseUrl(baseUrl);
}

async function savedFile(
  definition: ServiceDefinition,
  webContentsId: number,
  save: SaveFile,
  { t }: LocaleContext,
): Promise<ActionAnswer> {
  const outcome = await save({ webContentsId, name: fileName(definition), content: definitionText(definition) });
  if (outcome.kind === 'saved') return { ok: true, message: t('own.export.saved', { file: outcome.file }) };
  return outcome.kind === 'cancelled'
    ? { ok: true, message: null }
    : { ok: false, message: t('transfer.export-failed') };
}

/** `Lab gateway` as `lab-gateway.json`. */
function fileName({ name }: ServiceDefinition): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['service'];
  return `${words.join('-')}.json`;
}
