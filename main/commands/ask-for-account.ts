import type { LocaleContext } from '../../core/i18n/translate.ts';
import { allProviders } from '../../core/providers/registry.ts';
import { type AddableProvider, addableProviders, servicesNamed } from '../../core/views/services.ts';
import type { AccountChangeCommand } from './change-accounts.ts';
import type { SecretSource } from './key-input.ts';
import { printError } from './output.ts';

type Add = Extract<AccountChangeCommand, { kind: 'accounts-add' }>;

/**
 * Asks on the terminal for what the command leaves out: the service, the name, and the address and id where the service
 * needs them. The key is asked for later. Null: the input ended.
 */
export async function askForAccount(command: Add, locale: LocaleContext, source: SecretSource): Promise<Add | null> {
  const { t } = locale;
  const services = addableProviders(await allProviders(), locale);
  const service = await chosenService(command.provider, services, locale, source);
  if (service === null) return null;
  const label =
    command.label.trim() === '' ? await source.askText(t('addition.ask-label', { name: service.name })) : command.label;
  if (label === null) return null;
  const needsUrl = command.baseUrl === null && service.defaultBaseUrl === null;
  const baseUrl = needsUrl ? await source.askText(t('addition.ask-base-url')) : command.baseUrl;
  if (needsUrl && baseUrl === null) return null;
  const needsId = command.organizationId === null && service.idLabel !== null;
  const organizationId = needsId
    ? await source.askText(t('addition.ask-id', { id: service.idLabel ?? '' }))
    : command.organizationId;
  if (needsId && organizationId === null) return null;
  return {
    ...command,
    provider: service.id,
    label: label.trim() === '' ? service.name : label,
    baseUrl,
    organizationId: organizationId?.trim() === '' ? null : organizationId,
  };
}

/** Asks until the words name one service. Words that name several, or none, bring the list of them. */
async function chosenService(
  named: string,
  services: readonly AddableProvider[],
  { t }: LocaleContext,
  { askText }: SecretSource,
): Promise<AddableProvider | null> {
  const ask = (): Promise<string | null> => askText(t('addition.ask-service'));
  for (let words = named.trim() === '' ? await ask() : named; words !== null; words = await ask()) {
    const found = servicesNamed(services, words);
    const [only] = found;
    if (found.length === 1 && only !== undefined && words.trim() !== '') return only;
    if (found.length === 0) printError(t('addition.no-such-service', { words: words.trim() }));
    else for (const { id, name, shows, needs } of found) printError(`  ${id}  ${name}: ${shows} (${needs})`);
  }
  return null;
}
