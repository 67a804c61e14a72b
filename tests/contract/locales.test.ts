import { readdirSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { languages } from '../../core/i18n/languages.ts';
import { filesEndingIn, isNode, nodesOf, rootFolder, type SyntaxNode, textOf } from '../support/source/source-files.ts';
import { allowedInEnglish, refusedInChinese, refusedInEnglish, refusedSentences } from '../support/word-list.ts';

type Catalogue = Readonly<Record<string, string>>;

const folder = 'core/i18n/locales';
const names = readdirSync(path.join(rootFolder, folder)).filter((name) => name.endsWith('.json'));
const catalogues = new Map(names.map((name) => [name, JSON.parse(textOf(`${folder}/${name}`)) as Catalogue]));
const english = catalogueOf('en.json');
const englishOfPages = catalogueOf('renderer.en.json');
const others = names.filter((name) => !name.endsWith('en.json'));

const pluralEnding = /_(zero|one|two|few|many|other)$/;

function catalogueOf(name: string): Catalogue {
  const catalogue = catalogues.get(name);
  if (catalogue === undefined) throw new Error(`${folder}/${name} is not there`);
  return catalogue;
}

function englishOf(name: string): Catalogue {
  return name.startsWith('renderer.') ? englishOfPages : english;
}

function languageOf(name: string): string {
  return name.replace(/^renderer\./, '').replace(/\.json$/, '');
}

function stemOf(key: string): string {
  return key.replace(pluralEnding, '');
}

function stemsOf(catalogue: Catalogue): readonly string[] {
  return [...new Set(Object.keys(catalogue).map(stemOf))].sort();
}

function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ''))].sort();
}

/** The plural forms of a language that stand for one number only: `one` in English, but not in French, where 0 has it too. */
function formsOfOneNumber(language: string): ReadonlySet<string> {
  const rules = new Intl.PluralRules(language);
  const counts = new Map<string, number>();
  for (let number = 0; number < 300; number += 1) {
    const form = rules.select(number);
    counts.set(form, (counts.get(form) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count === 1).map(([form]) => form));
}

/**
 * What a text leaves out of the values of its English text, or names beyond them. A form that stands for one number may
 * say it in words, and `one` may leave out what the English `one` leaves out, such as the end of a range.
 */
function strangeValues(key: string, text: string, name: string): readonly string[] {
  const stem = stemOf(key);
  const form = pluralEnding.exec(key)?.[1];
  const ofStem = Object.entries(englishOf(name)).filter(([each]) => stemOf(each) === stem);
  const wanted = placeholdersOf(ofStem.map(([, each]) => each).join(' '));
  const ofEnglishOne = placeholdersOf(englishOf(name)[`${stem}_one`] ?? '');
  const isOneNumber = form !== undefined && formsOfOneNumber(languageOf(name)).has(form);
  const mayLeaveOut = (value: string): boolean =>
    value === 'count' ? isOneNumber : form === 'one' && !ofEnglishOne.includes(value);
  const given = placeholdersOf(text);
  return [
    ...wanted.filter((value) => !given.includes(value) && !mayLeaveOut(value)),
    ...given.filter((value) => !wanted.includes(value)),
  ];
}

/** English words that no other language of the app has, in small letters. */
const englishWords =
  /(?:^|[ (“«„])(?:the|of|and|with|your|you|is|are|was|not|this|that|from|which|until)(?=[ ,.:)”]|$)/;

/** What a text names, not says: values, commands and their options, paths, quoted codes. */
const notProse = /\{\{\w+\}\}|`[^`]*`|"[^"]*"|<[^>]*>|https?:\S+|--?[a-z][\w-]*(?: [A-Z_]+)?|\bquota-tray[a-z -]*/g;

describe('the catalogues of words', () => {
  it('come in pairs, one for the app and one for its pages, for each language of the list and no other', () => {
    const wanted = languages.flatMap(({ tag }) => [`${tag}.json`, `renderer.${tag}.json`]);
    expect(names.toSorted()).toEqual(wanted.toSorted());
    expect(others.length).toBeGreaterThan(0);
  });

  it.each(others)('%s has the keys of the English one, plural endings aside', (name) => {
    expect(stemsOf(catalogueOf(name))).toEqual(stemsOf(englishOf(name)));
  });

  it.each(names)('%s names in each sentence, and in each plural form, the values of the English one', (name) => {
    const strange = Object.entries(catalogueOf(name)).flatMap(([key, text]) => {
      const values = strangeValues(key, text, name);
      return values.length === 0 ? [] : [`${key}: ${values.join(', ')}`];
    });
    expect(strange).toEqual([]);
  });

  it.each(names)('%s has for each plural every ending that its language needs, and no other', (name) => {
    const wanted = [...new Intl.PluralRules(languageOf(name)).resolvedOptions().pluralCategories].sort();
    const byStem = new Map<string, string[]>();
    for (const key of Object.keys(catalogueOf(name))) {
      const ending = pluralEnding.exec(key)?.[1];
      if (ending !== undefined) byStem.set(stemOf(key), [...(byStem.get(stemOf(key)) ?? []), ending].sort());
    }
    const plurals = stemsOf(
      Object.fromEntries(Object.entries(englishOf(name)).filter(([key]) => pluralEnding.test(key))),
    );
    expect([...byStem].filter(([, endings]) => endings.join() !== wanted.join())).toEqual([]);
    expect([...byStem.keys()].sort()).toEqual(plurals);
  });

  it.each(names)('%s has no empty sentence', (name) => {
    expect(Object.entries(catalogueOf(name)).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(others)('%s has no English left', (name) => {
    const left = Object.entries(catalogueOf(name)).filter(([key, text]) => {
      const prose = text.replace(notProse, ' ');
      const isSentence = /[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(prose);
      return englishWords.test(prose) || (isSentence && text === englishOf(name)[key]);
    });
    expect(left).toEqual([]);
  });

  it.each(names)(
    '%s has no blank at an end, no doubled blank and no mark that changes the direction of text',
    (name) => {
      const strange = Object.entries(catalogueOf(name)).filter(
        ([key, text]) =>
          (text !== text.trim() && !key.endsWith('.separator')) ||
          / {2}|[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069\uFEFF]/.test(text),
      );
      expect(strange).toEqual([]);
    },
  );
});

describe('the list of languages', () => {
  it('has a canonical tag, a region and the direction of its script for each language', () => {
    for (const { tag, region, direction } of languages) {
      const locale = new Intl.Locale(tag);
      expect(locale.toString()).toBe(tag);
      expect(Intl.PluralRules.supportedLocalesOf(tag)).toEqual([tag]);
      expect(region).toMatch(/^[A-Z]{2}$/);
      expect(direction).toBe(['Arab', 'Hebr', 'Thaa', 'Syrc'].includes(locale.maximize().script ?? '') ? 'rtl' : 'ltr');
    }
    expect(new Set(languages.map(({ name }) => name)).size).toBe(languages.length);
  });

  it('is the one of the README', () => {
    const sentence = /^It speaks (.*), and writes/m.exec(textOf('README.md'))?.[1] ?? '';
    const said = sentence.split(/, | and /);
    expect(said.toSorted((one, other) => (one < other ? -1 : 1))).toEqual(
      languages.map(({ name }) => name).toSorted((one, other) => (one < other ? -1 : 1)),
    );
  });

  it('is the one of Chromium’s own texts in the package', () => {
    const line = /^electronLanguages: \[(.*)\]$/m.exec(textOf('electron-builder.yml'))?.[1] ?? '';
    const chromium: Readonly<Record<string, string>> = { en: 'en-US', 'zh-Hans': 'zh-CN' };
    expect(line.split(', ')).toEqual(languages.map(({ tag }) => chromium[tag] ?? tag));
  });
});

describe('the words of the catalogues', () => {
  it.each(['en.json', 'renderer.en.json'])('%s has one word for each thing', (name) => {
    expect(refusedSentences(catalogueOf(name), refusedInEnglish, allowedInEnglish)).toEqual([]);
  });

  it.each(['zh-Hans.json', 'renderer.zh-Hans.json'])('%s has one word for each thing', (name) => {
    expect(refusedSentences(catalogueOf(name), refusedInChinese)).toEqual([]);
  });

  it('each exception is a sentence that would be refused', () => {
    const all = { ...english, ...englishOfPages };
    const refused = refusedSentences(all, refusedInEnglish);
    const idle = [...allowedInEnglish.keys()].filter((key) => !refused.some((line) => line.startsWith(`${key}: `)));
    expect(idle).toEqual([]);
  });
});

const files = filesEndingIn('.ts', '.tsx').filter((file) => !/^(tests|scripts)\//.test(file));
const known: ReadonlySet<string> = new Set([...stemsOf(english), ...stemsOf(englishOfPages)]);

describe('the use of the words', () => {
  it('asks for no key that is not there', () => {
    const missing = files.flatMap((file) =>
      keysAsked(file)
        .filter((key) => !known.has(key))
        .map((key) => `${file}: ${key}`),
    );
    expect(missing).toEqual([]);
    expect(files.flatMap(keysAsked).length).toBeGreaterThan(50);
  });

  it('leaves no key unused', () => {
    const spoken = new Set(files.flatMap(textsOf));
    const heads = [...new Set(files.flatMap(headsOf))];
    const isUsed = (key: string): boolean =>
      spoken.has(key) ||
      heads.some((head) => key.startsWith(head)) ||
      // Rows of the settings name the stem of their label and their text.
      spoken.has(key.replace(/\.(label|text)$/, ''));
    expect([...known].filter((key) => !isUsed(key))).toEqual([]);
  });
});

/** The keys that are written out in calls of `t(…)`, also as the two sides of a condition. */
function keysAsked(file: string): readonly string[] {
  return nodesOf(file).flatMap((node) => {
    if (node.type !== 'CallExpression' || !isTranslate(node['callee'])) return [];
    const [key] = node['arguments'] as readonly unknown[];
    return isNode(key) ? literalsIn(key) : [];
  });
}

function isTranslate(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return callee['name'] === 't';
  return callee.type === 'MemberExpression' && isNode(callee['property']) && callee['property']['name'] === 't';
}

function literalsIn(node: SyntaxNode): readonly string[] {
  if (node.type === 'Literal') return [String(node['value'])];
  if (node.type !== 'ConditionalExpression') return [];
  return [node['consequent'], node['alternate']].filter(isNode).flatMap(literalsIn);
}

function textsOf(file: string): readonly string[] {
  return nodesOf(file).flatMap((node) =>
    node.type === 'Literal' && typeof node['value'] === 'string' ? [node['value']] : [],
  );
}

/** The fixed beginnings of keys that are put together, such as `` `source.${source}` ``. */
function headsOf(file: string): readonly string[] {
  return nodesOf(file).flatMap((node) => {
    if (node.type !== 'TemplateLiteral' && node.type !== 'TSTemplateLiteralType') return [];
    const [head] = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[];
    return head !== undefined && /^[a-z][a-z-]*\.[a-z.-]*$/.test(head.value.cooked) ? [head.value.cooked] : [];
  });
}
