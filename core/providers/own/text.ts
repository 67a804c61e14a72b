import {
  type DocumentNode,
  type ElementNode,
  type Location,
  type LocationRange,
  type MemberNode,
  parse,
  type ValueNode,
} from '@humanwhocodes/momoa';
import * as v from 'valibot';

import { isTooDeep, parseJson } from '../../units/json.ts';
import { cleanText } from '../../units/text.ts';
import { type DefinitionCheck, definitionChecks, definitionSchema, type ServiceDefinition } from './definition.ts';

/** The longest text of a definition. */
export const longestDefinition = 32_768;

/** What is wrong at one place of the text. */
export interface DefinitionProblem {
  /** The first line is 1. */
  readonly line: number;
  readonly column: number;
  /** The member, such as `windows[0].figure`; empty: the text as a whole. */
  readonly member: string;
  readonly code:
    | DefinitionCheck
    | 'too-large'
    | 'too-long'
    | 'not-json'
    | 'missing'
    | 'unknown-member'
    | 'wrong-type'
    | 'not-listed';
  /** The values that the member may have; empty: the sentence needs none. */
  readonly allowed: readonly string[];
}

export type DefinitionReading =
  | { readonly kind: 'good'; readonly definition: ServiceDefinition }
  | { readonly kind: 'bad'; readonly problems: readonly DefinitionProblem[] };

const mostProblems = 20;
const longestMember = 100;

/**
 * Parses the text of a definition. Each problem names its line, its column and its member, in the order of the text.
 * Never throws.
 */
export function parseDefinition(given: string): DefinitionReading {
  const text = given.replace(/^\uFEFF/, '');
  if (text.length > longestDefinition || isTooDeep(text)) return bad([wholeText('too-large')]);
  const value = parseJson(text);
  const tree = treeOf(text);
  if (value === undefined || 'line' in tree) {
    const { line, column } = 'line' in tree ? tree : { line: 1, column: 1 };
    return bad([{ line, column, member: '', code: 'not-json', allowed: [] }]);
  }
  const parsed = v.safeParse(definitionSchema, value);
  if (parsed.success) return { kind: 'good', definition: parsed.output };
  const problems = parsed.issues.flatMap((issue) => problemsOf(issue, tree));
  return bad(distinct(problems).toSorted((a, b) => a.line - b.line || a.column - b.column));
}

/** Returns the definition as the text of a file. It has no key, because a definition has none. */
export function definitionText(definition: ServiceDefinition): string {
  return `${JSON.stringify(definition, null, 2)}\n`;
}

function bad(problems: readonly DefinitionProblem[]): DefinitionReading {
  return { kind: 'bad', problems: problems.slice(0, mostProblems) };
}

function wholeText(code: DefinitionProblem['code']): DefinitionProblem {
  return { line: 1, column: 1, member: '', code, allowed: [] };
}

function distinct(problems: readonly DefinitionProblem[]): readonly DefinitionProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.member} ${problem.code}`, problem])).values()];
}

/** The tree of the text with the place of each member, or the place at which the text stops being JSON. */
function treeOf(text: string): DocumentNode | Pick<Location, 'line' | 'column'> {
  try {
    return parse(text);
  } catch (error) {
    const { line, column } = error as Partial<Location>;
    return { line: line ?? 1, column: column ?? 1 };
  }
}

type Issue = v.InferIssue<typeof definitionSchema> | v.BaseIssue<unknown>;

/** The problems of one issue. Where no form of several fits, the form that comes nearest tells what is wrong. */
function problemsOf(issue: Issue, tree: DocumentNode): readonly DefinitionProblem[] {
  const keys = (issue.path ?? []).map(({ key }) => key);
  const { start } = placeOf(keys, tree);
  const { code, allowed } = judged(issue);
  return [{ line: start.line, column: start.column, member: memberOf(keys), code, allowed }];
}

function judged(issue: Issue): Pick<DefinitionProblem, 'code' | 'allowed'> {
  const stated = definitionChecks.find((code) => code === issue.message);
  if (stated !== undefined) return { code: stated, allowed: [] };
  if (/^expected at most \d+ items$/.test(issue.message)) return { code: 'too-many', allowed: [] };
  if (/^expected at most \d+ characters$/.test(issue.message)) return { code: 'too-long', allowed: [] };
  if (issue.expected === 'never') return { code: 'unknown-member', allowed: [] };
  if (issue.received === 'undefined') return { code: 'missing', allowed: listedIn(issue.expected) };
  const isList = issue.type === 'picklist' || issue.type === 'variant' || issue.type === 'literal';
  const allowed = isList ? listedIn(issue.expected) : [];
  return isList && allowed.length > 0
    ? { code: 'not-listed', allowed }
    : { code: 'wrong-type', allowed: typesIn(issue) };
}

/** `("a" | "b")` as its values. */
function listedIn(expected: string | null): readonly string[] {
  return [...(expected ?? '').matchAll(/"[^"]*"|(?<![\w"])\d+(?![\w"])/g)].map(([value]) => value);
}

function typesIn({ expected }: Issue): readonly string[] {
  return [...(expected ?? '').matchAll(/[A-Za-z]+/g)].map(([name]) => name.toLowerCase());
}

function memberOf(keys: readonly unknown[]): string {
  return keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${cleanText(String(key).slice(0, longestMember))}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, longestMember);
}

/** The place of a member, or of the nearest one around it where the text does not have it. */
function placeOf(keys: readonly unknown[], tree: DocumentNode): LocationRange {
  let value = tree.body;
  let place = value.loc;
  for (const key of keys) {
    const part = partOf(value, key);
    if (part === null) return place;
    // The name of a member says where it is, also if its value is a whole object.
    place = part.type === 'Member' ? part.name.loc : part.value.loc;
    value = part.value;
  }
  return place;
}

function partOf(value: ValueNode, key: unknown): MemberNode | ElementNode | null {
  if (value.type === 'Array') return (typeof key === 'number' ? value.elements[key] : undefined) ?? null;
  if (value.type !== 'Object') return null;
  return value.members.findLast(({ name }) => (name.type === 'String' ? name.value : name.name) === key) ?? null;
}
