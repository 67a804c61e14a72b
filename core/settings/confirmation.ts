import * as v from 'valibot';
import type { UserCommand } from './user-command.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { type Settings, settingsSchema } from './settings.ts';

const { hooks, codexFolders, claudeFolders, ledgerUrl, proxyUrl, certificateFile, ...others } =
  v.partial(settingsSchema).entries;
// No page changes what the vault holds.
const { proxySignIn: _byMain, ...free } = others;

/** The schema of a change to settings that a page may change by itself. A change may name only some of the settings. */
export const freeSettingsSchema = v.strictObject(free);

/**
 * The schema of a change to settings that the user must confirm. With them the app runs a program, reads a folder,
 * sends the ledger to a server, or its requests another way. A page cannot change them by itself. The main process first shows the user what will
 * happen.
 */
export const confirmedSettingsSchema = v.strictObject({
  ...{ hooks, codexFolders, claudeFolders, ledgerUrl, proxyUrl, certificateFile },
});

/** The question that the main process shows in a system dialog. */
export interface Confirmation {
  readonly message: string;
  /** The programs, folders or addresses in question, one on each line. */
  readonly detail: string;
  /** The label of the button that confirms. */
  readonly agree: string;
  readonly cancel: string;
}

/** Returns the question about a change of settings; null: the change adds nothing that needs confirmation. */
export function settingsConfirmation(
  change: v.InferOutput<typeof confirmedSettingsSchema>,
  settings: Settings,
  { t }: Pick<LocaleContext, 't'>,
): Confirmation | null {
  const parts: { readonly message: string; readonly lines: readonly string[] }[] = [];
  const newHooks = (change.hooks ?? []).filter((hook) => !settings.hooks.some((known) => isSameHook(known, hook)));
  if (newHooks.length > 0) {
    const lines = newHooks.map((hook) => `${hook.event}: ${commandText([hook.command, ...hook.arguments])}`);
    parts.push({ message: t('confirm.hooks'), lines });
  }
  for (const name of ['codexFolders', 'claudeFolders'] as const) {
    const newFolders = (change[name] ?? []).filter((folder) => !settings[name].includes(folder));
    if (newFolders.length > 0) parts.push({ message: t('confirm.folders'), lines: newFolders.map(visibleText) });
  }
  if (change.ledgerUrl !== undefined && change.ledgerUrl !== settings.ledgerUrl) {
    const place = change.ledgerUrl === '' ? t('confirm.ledger-here') : visibleText(change.ledgerUrl);
    parts.push({ message: t('confirm.ledger'), lines: [place] });
  }
  if (change.proxyUrl !== undefined && change.proxyUrl !== '' && change.proxyUrl !== settings.proxyUrl) {
    parts.push({ message: t('confirm.proxy'), lines: [visibleText(change.proxyUrl)] });
  }
  const certificates = change.certificateFile ?? '';
  if (certificates !== '' && certificates !== settings.certificateFile) {
    parts.push({ message: t('confirm.certificates'), lines: [visibleText(certificates)] });
  }
  if (parts.length === 0) return null;
  return {
    message: parts.map(({ message }) => message).reduce((first, second) => t('text.two-sentences', { first, second })),
    detail: parts.flatMap(({ lines }) => lines).join('\n'),
    agree: t('confirm.save'),
    cancel: t('confirm.cancel'),
  };
}

/** Returns the question before a test run of a user command. */
export function hookConfirmation(hook: UserCommand, { t }: Pick<LocaleContext, 't'>): Confirmation {
  return {
    message: t('confirm.try-hook'),
    detail: commandText([hook.command, ...hook.arguments]),
    agree: t('confirm.run'),
    cancel: t('confirm.cancel'),
  };
}

/** Returns the question before a test run of a warm-up. The test sends one real request by the account's own tool. */
export function warmupConfirmation(account: string, command: string, { t }: Pick<LocaleContext, 't'>): Confirmation {
  return {
    message: t('warmups.try-question', { account }),
    detail: visibleText(command),
    agree: t('confirm.run'),
    cancel: t('confirm.cancel'),
  };
}

/** Returns the question before all settings get their default values. */
export function resetConfirmation({ t }: Pick<LocaleContext, 't'>): Confirmation {
  return {
    message: t('confirm.reset'),
    detail: t('confirm.reset-detail'),
    agree: t('confirm.reset-agree'),
    cancel: t('confirm.cancel'),
  };
}

/** Returns the question before the app sends a key to an address from the page. */
export function addressConfirmation(baseUrl: string, { t }: Pick<LocaleContext, 't'>): Confirmation {
  return {
    message: t('confirm.address'),
    detail: visibleText(baseUrl),
    agree: t('confirm.send'),
    cancel: t('confirm.cancel'),
  };
}

function isSameHook(a: UserCommand, b: UserCommand): boolean {
  return (
    a.event === b.event &&
    a.command === b.command &&
    a.arguments.length === b.arguments.length &&
    a.arguments.every((word, index) => word === b.arguments[index])
  );
}

/** Returns a command as the user would type it in a shell. Invisible characters appear as escapes. */
export function commandText(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.split("'").join(`'\\''`)}'`))
    .map(visibleText)
    .join(' ');
}

/** Returns the text with escapes for control and format characters. Those could hide or reorder the visible text. */
function visibleText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `\\u{${point.toString(16)}}`;
  });
}
