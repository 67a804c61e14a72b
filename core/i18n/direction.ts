import { alwaysIsolated } from '../units/text.ts';
import { languageInfo } from './languages.ts';
import type { Catalogue } from './plural-forms.ts';

const rightToLeftMark = '\u200F';

/**
 * Matches the parts of a text that a right-to-left sentence would tear apart, because they begin or end with a mark, or
 * with digits beside letters: code, quoted Latin words, addresses, options, HTTP codes, dollars, ids, days and sizes.
 */
const leftToRightPart = new RegExp(
  [
    /`[^`{}]+`/,
    /(?<=«)[^«»{}\u0590-\u08FF]*[A-Za-z-][^«»{}\u0590-\u08FF]*(?=»)/,
    /https?:(?:\/\/[^\s،؛»]*[^\s.،؛»])?/,
    /(?<![\w-])--?[a-z][\w-]*(?: \{\{\w+\}\})?/,
    /HTTP (?:\d+|\{\{\w+\}\})/,
    /Quota Tray \{\{version\}\}/,
    /\$(?:\d+|\{\{\w+\}\})/,
    /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/,
    /\d{4}-\d{2}-\d{2}(?:T[\d:]+Z)?/,
    /\d+ [KMG]iB/,
    /Alt\+[↑↓]/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/**
 * Returns a text for a place outside of a page: a menu, a tooltip, a notification, a dialog. Desktops write each line in
 * the direction of its first letter, and an Arabic line may begin with an account's name in Latin letters. A mark, which
 * is not seen, keeps such a line right to left.
 */
export function inDirection(text: string, { language }: { readonly language: string }): string {
  return isRightToLeft(language) ? text.replaceAll(/^(?=[^\n])/gm, rightToLeftMark) : text;
}

/** Returns a name, a plan or a path that stands alone. In a right-to-left language no mark at its end changes sides. */
export function aloneIn(text: string, { language }: { readonly language: string }): string {
  return isRightToLeft(language) ? alwaysIsolated(text) : text;
}

/**
 * Returns the texts of a language. In a right-to-left language each part that reads from left to right, such as `--json`
 * or `HTTP 403`, is isolated and stays whole.
 */
export function withWholeParts(texts: Catalogue, language: string): Catalogue {
  if (!isRightToLeft(language)) return texts;
  const whole = (text: string): string => text.replaceAll(leftToRightPart, (part) => alwaysIsolated(part));
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, whole(text)]));
}

/** Returns a text with the isolates of its commands outside of the backticks, so that a copied command has no marks. */
export function withPlainCode(text: string): string {
  return text.replaceAll(/`\u2068([^`\u2069]*)\u2069`/g, '\u2068`$1`\u2069');
}

function isRightToLeft(language: string): boolean {
  return languageInfo(language).direction === 'rtl';
}
