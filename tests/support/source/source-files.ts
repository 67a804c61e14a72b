import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { parseSync } from 'vite';

/** The checkout. */
export const rootFolder = path.resolve(import.meta.dirname, '..', '..', '..');

const rooms = ['core', 'main', 'preload', 'renderer', 'scripts', 'tests'] as const;

/** Every file of the rooms whose name ends in one of these, relative to the checkout, with `/`. */
export function filesEndingIn(...endings: readonly string[]): readonly string[] {
  return rooms
    .flatMap((room) =>
      readdirSync(path.join(rootFolder, room), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
        .map((entry) => path.relative(rootFolder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
    )
    .sort();
}

export function textOf(file: string): string {
  return readFileSync(path.join(rootFolder, file), 'utf8');
}

/** A node of the syntax tree (ESTree with TypeScript), as far as it is looked at here. */
export interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

const trees = new Map<string, readonly SyntaxNode[]>();

/** Every node of a TypeScript file, parents before children. Throws where the file is not TypeScript. */
export function nodesOf(file: string): readonly SyntaxNode[] {
  const known = trees.get(file);
  if (known !== undefined) return known;
  const nodes = nodesOfText(file, textOf(file));
  trees.set(file, nodes);
  return nodes;
}

/** As `nodesOf`, for a text that is in no file; the name says what language it is in. */
export function nodesOfText(name: string, text: string): readonly SyntaxNode[] {
  const { program, errors } = parseSync(name, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${name}: ${error.message}`);
  const nodes: SyntaxNode[] = [];
  collect(program, nodes);
  return nodes;
}

function collect(value: unknown, nodes: SyntaxNode[]): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, nodes);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) nodes.push(value);
  for (const each of Object.values(value)) collect(each, nodes);
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
