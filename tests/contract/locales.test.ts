import { readdirSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { filesEndingIn, isNode, nodesOf, rootFolder, type SyntaxNode, textOf } from '../support/source/source-files.ts';

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

function stemsOf(catalogue: Catalogue): readonly string[] {
  return [...new Set(Object.keys(catalogue).map((key) => key.replace(pluralEnding, '')))].sort();
}

function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ''))].sort();
}

/** By stem: a plural form may leave out the count, but no form may name what the others do not get. */
function placeholdersByStem(catalogue: Catalogue): Readonly<Record<string, readonly string[]>> {
  const byStem: Record<string, string> = {};
  for (const [key, text] of Object.entries(catalogue)) {
    const stem = key.replace(pluralEnding, '');
    byStem[stem] = `${byStem[stem] ?? ''}${text}`;
  }
  return Object.fromEntries(Object.entries(byStem).map(([stem, text]) => [stem, placeholdersOf(text)]));
}

describe('the catalogues of words', () => {
  it('come in pairs: one for the app and one for its pages, per language', () => {
    const languages = names.filter((name) => !name.startsWith('renderer.'));
    expect(names.filter((name) => name.startsWith('renderer.'))).toEqual(languages.map((name) => `renderer.${name}`));
    expect(others.length).toBeGreaterThan(0);
  });

  it.each(others)('%s has the keys of the English one, plural endings aside', (name) => {
    expect(stemsOf(catalogueOf(name))).toEqual(stemsOf(englishOf(name)));
  });

  it.each(others)('%s names the same values in each sentence as the English one', (name) => {
    expect(placeholdersByStem(catalogueOf(name))).toEqual(placeholdersByStem(englishOf(name)));
  });

  it.each(names)('%s has for each plural every ending that its language needs, and no other', (name) => {
    const language = name.replace(/^renderer\./, '').replace(/\.json$/, '');
    const wanted = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();
    const byStem = new Map<string, string[]>();
    for (const key of Object.keys(catalogueOf(name))) {
      const ending = pluralEnding.exec(key)?.[1];
      const stem = key.replace(pluralEnding, '');
      if (ending !== undefined) byStem.set(stem, [...(byStem.get(stem) ?? []), ending].sort());
    }
    expect([...byStem].filter(([, endings]) => endings.join() !== wanted.join())).toEqual([]);
  });

  it.each(names)('%s has no empty sentence', (name) => {
    expect(Object.entries(catalogueOf(name)).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  function englishOf(name: string): Catalogue {
    return name.startsWith('renderer.') ? englishOfPages : english;
  }
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
