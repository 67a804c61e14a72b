import type { Catalogue } from '../../core/i18n/plural-forms.ts';

/** The tag of the pseudo-locale: English that looks foreign. It is for tests and the gallery, and users cannot choose it. */
export const pseudoLanguage = 'en-XA';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'áƀçðéƒĝĥíĵķļɱñóþǫŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ';
const accents = new Map(Array.from(plain, (letter, index) => [letter, Array.from(accented)[index] ?? letter]));

/** How much longer a translation may be than its English text. */
const growth = 0.4;
const word = 'ẋẋẋẋẋẋ ';

/** Returns a text with accents, in brackets, and 40 % longer. Its placeholders stay. */
export function pseudoText(text: string): string {
  const parts = text.split(/(\{\{\w+\}\})/);
  const foreign = parts.map((part, index) =>
    index % 2 === 1 ? part : Array.from(part, (each) => accents.get(each) ?? each).join(''),
  );
  const length = parts.filter((_, index) => index % 2 === 0).join('').length;
  const more = word.repeat(Math.ceil((length * growth) / word.length)).slice(0, Math.ceil(length * growth));
  return `⟦${foreign.join('')}${more.trim() === '' ? '' : ` ${more.trim()}`}⟧`;
}

/** Returns the catalogue of the pseudo-locale, made from the English one. */
export function pseudoCatalogue(english: Catalogue): Catalogue {
  return Object.fromEntries(Object.entries(english).map(([key, text]) => [key, pseudoText(text)]));
}

/**
 * Returns what is wrong with a text that people see in the pseudo-locale: words that no catalogue has, or several
 * translations put together. Null: nothing.
 *
 * @param isGiven Whether a text is data, such as the name of an account, a date or a figure.
 */
export function pseudoFault(text: string, isGiven: (part: string) => boolean): 'untranslated' | 'put together' | null {
  const trimmed = text.trim();
  if (!/\p{L}/u.test(trimmed) || isGiven(trimmed)) return null;
  const { groups, outside } = topLevel(trimmed);
  const words = outside
    .flatMap((part) => part.split(/ · |\n/))
    .map((part) => part.replaceAll(/^[\s·,:;.()[\]–—-]+|[\s·,:;.()[\]–—-]+$/gu, ''));
  if (words.some((part) => /\p{L}/u.test(part) && !isGiven(part))) return 'untranslated';
  const seams = outside.slice(1, groups).filter((seam) => !/^\s*(·|\n)/.test(seam) || !/(·|\n)\s*$/.test(seam));
  const ends = groups === 0 ? [] : [outside[0], outside.at(-1)].filter((end) => /[:,(]\s*$|^\s*[:,)]/.test(end ?? ''));
  return seams.length > 0 || ends.length > 0 ? 'put together' : null;
}

/** Returns how many translations stand side by side, and the texts around them. */
function topLevel(text: string): { readonly groups: number; readonly outside: readonly string[] } {
  const outside = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '⟦') {
      if (depth === 0) outside.push('');
      depth += 1;
    } else if (letter === '⟧') depth -= 1;
    else if (depth === 0) outside[outside.length - 1] += letter;
  }
  return { groups: outside.length - 1, outside };
}
