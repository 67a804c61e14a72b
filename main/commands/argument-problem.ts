import type { Translate } from '../../core/i18n/translate.ts';

/** An error of commander. */
export interface ParseProblem {
  readonly code: string;
  /** English. The quoted word and the suggestions are taken from it. */
  readonly message: string;
}

/** Why the word in the place of a command is refused, with the command that may be meant. */
export function badWordText(
  { message }: ParseProblem,
  { group, names }: { readonly group: string; readonly names: readonly string[] },
  t: Translate,
): string {
  const sentence =
    group === ''
      ? t('cli.error.unknown-command', { name: quotedIn(message) })
      : t('cli.error.group', { command: group, names: names.join(', ') });
  return withSuggestion(sentence, message, t);
}

/**
 * Why an option is refused.
 *
 * @param known The options of the commands of the same group.
 */
export function badOptionText(
  { code, message }: ParseProblem,
  { command, known }: { readonly command: string; readonly known: readonly string[] },
  t: Translate,
): string {
  // The value may be a key, so only the name of the option is repeated.
  const [option = ''] = quotedIn(message).split('=');
  switch (code) {
    case 'commander.unknownOption':
      return known.includes(option)
        ? t('cli.error.other-option', { option, command })
        : withSuggestion(t('cli.error.unknown-option', { option }), message, t);
    case 'commander.optionMissingArgument':
      return t('cli.error.no-value', { option });
    default:
      return message.replace(/^error: /, '');
  }
}

/** The first word in quotes, such as `--jsn` of `unknown option '--jsn'`. */
function quotedIn(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? '';
}

/** The sentence, and the question of commander whether a similar word is meant. */
function withSuggestion(sentence: string, message: string, t: Translate): string {
  const names = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message)?.[1];
  return names === undefined ? sentence : t('cli.error.suggestion', { sentence, names });
}
