import * as v from 'valibot';
import type { UserCommand } from './user-command.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { type Settings, settingsSchema } from './settings.ts';

const { hooks, codexFolders, claudeFolders, ledgerUrl, ...free } = v.partial(settingsSchema).entries;

/** Settings that a page may change by itself, some of them by name. */
export const freeSettingsSchema = v.strictObject(free);

/**
 * Settings by which the app runs a program, reads a folder or sends the ledger somewhere, some of them by name. A
 * page cannot change them by itself: the main process first shows the person what will happen.
 */
export const confirmedSettingsSchema = v.strictObject({ hooks, codexFolders, claudeFolders, ledgerUrl });

/** What the main process asks in a dialog of the system. */
export interface Confirmation {
  readonly message: string;
  /** What will run, be read or be sent, one thing a line. */
  readonly detail: string;
  /** The words of the button that agrees. */
  readonly agree: string;
  readonly cancel: string;
}

/** The question about a change of settings; null where the change only takes something away. */
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
  if (parts.length === 0) return null;
  return {
    message: parts.map(({ message }) => message).join(' '),
    detail: parts.flatMap(({ lines }) => lines).join('\n'),
    agree: t('confirm.save'),
    cancel: t('confirm.cancel'),
  };
}

/** The question before a command of the user runs for a try. */
export function hookConfirmation(hook: UserCommand, { t }: Pick<LocaleContext, 't'>): Confirmation {
  return {
    message: t('confirm.try-hook'),
    detail: commandText([hook.command, ...hook.arguments]),
    agree: t('confirm.run'),
    cancel: t('confirm.cancel'),
  };
}

/** The question before a warm-up runs for a try: one real request by the account's own tool. */
export function warmupConfirmation(account: string, command: string, { t }: Pick<LocaleContext, 't'>): Confirmation {
  return {
    message: t('warmups.try-question', { account }),
    detail: visibleText(command),
    agree: t('confirm.run'),
    cancel: t('confirm.cancel'),
  };
}

/** The question before a key is sent to an address that the page named. */
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

/** A command as a person would type it in a shell, every invisible character written out. */
export function commandText(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.split("'").join(`'\\''`)}'`))
    .map(visibleText)
    .join(' ');
}

/** Writes out control and format characters, which could hide or reorder what a person reads. */
function visibleText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `\\u{${point.toString(16)}}`;
  });
}
