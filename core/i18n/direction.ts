import { languageInfo } from './languages.ts';

const rightToLeftMark = '\u200F';

/**
 * Returns a text for a place outside of a page: a menu, a tooltip, a notification, a dialog. Desktops write each line in
 * the direction of its first letter, and an Arabic line may begin with an account's name in Latin letters. A mark, which
 * is not seen, keeps such a line right to left.
 */
export function inDirection(text: string, { language }: { readonly language: string }): string {
  return languageInfo(language).direction === 'rtl' ? text.replaceAll(/^(?=[^\n])/gm, rightToLeftMark) : text;
}
