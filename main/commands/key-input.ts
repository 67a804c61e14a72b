import type { LocaleContext } from '../../core/i18n/translate.ts';
import { askSecret, askText, readSecretFrom } from '../node/cli/prompts.ts';
import { printError } from './output.ts';

/** Where a key comes from. A test gives its own source instead of the terminal. */
export interface SecretSource {
  readonly isTerminal: boolean;
  readonly read: () => Promise<string | null>;
  readonly ask: (question: string) => Promise<string | null>;
  /** Asks for a text that is no secret. Null: the input ended. */
  readonly askText: (question: string) => Promise<string | null>;
}

/** The terminal and standard input of this process. */
export const terminalSecret: SecretSource = {
  isTerminal: process.stdin.isTTY,
  read: () => readSecretFrom(),
  ask: (question) => askSecret(question),
  askText: (question) => askText(question),
};

interface WantedKey {
  /** The name of the service, for the question. */
  readonly service: string;
  /** True: an account may have no key. */
  readonly isOptional: boolean;
  /** True: the key comes on standard input. False: the user types it on the terminal. */
  readonly fromInput: boolean;
}

/** Returns the key that the user hands over; null: there is none, and the user has the message. */
export async function askForKey(
  { service, isOptional, fromInput }: WantedKey,
  secrets: SecretSource,
  { t }: Pick<LocaleContext, 't'>,
): Promise<string | null> {
  if (fromInput) {
    const key = await secrets.read();
    if (key === null) printError(t('addition.key-form'));
    return key;
  }
  if (!secrets.isTerminal) {
    if (isOptional) return '';
    printError(t('addition.no-terminal'));
    return null;
  }
  const question = t(isOptional ? 'addition.ask-optional' : 'addition.ask', { provider: service });
  const key = await secrets.ask(`${question} `);
  if (key === null) printError(t('addition.key-missing', { provider: service }));
  return key === null ? null : key.trim();
}
