import { existsSync } from 'node:fs';
import path from 'node:path';

import { isNode, nodesOf, rootFolder, type SyntaxNode } from './source-files.ts';

/** One import of a file, in whatever form it is written. */
export interface Import {
  /** As written: `../units/time.ts`, `node:fs`, `electron`. */
  readonly specifier: string;
  /** A file of the checkout where it is relative, else the specifier. */
  readonly target: string;
  /** False where only types come over, so that nothing is left of it at run time. */
  readonly atRunTime: boolean;
  /** True for `import()`: the file is loaded when that line runs. */
  readonly isLazy: boolean;
  /** The names that are taken, as the other file calls them; `*` for all of it. */
  readonly names: readonly string[];
}

/** The imports, re-exports, dynamic imports, import types and `require` calls among the nodes of a file. */
export function importsAmong(file: string, nodes: readonly SyntaxNode[]): readonly Import[] {
  return nodes.flatMap((node) => {
    const specifier = specifierOf(node);
    if (specifier === null) return [];
    const taken = takenBy(node);
    return [{ specifier, target: targetOf(file, specifier), isLazy: node.type === 'ImportExpression', ...taken }];
  });
}

/** The imports of a file of the checkout. */
export function importsOf(file: string): readonly Import[] {
  return importsAmong(file, nodesOf(file));
}

/**
 * What a file needs at run time, through all the files it needs: files of the checkout and packages. Without `lazy` only
 * what is loaded before its first line runs.
 */
export function reachOf(file: string, { lazy = true }: { readonly lazy?: boolean } = {}): ReadonlySet<string> {
  const reached = new Set<string>([file]);
  for (const each of reached) {
    if (!/\.tsx?$/.test(each) || !existsSync(path.join(rootFolder, each))) continue;
    for (const { target, atRunTime, isLazy } of importsOf(each)) {
      if (atRunTime && (lazy || !isLazy)) reached.add(target);
    }
  }
  return reached;
}

function specifierOf(node: SyntaxNode): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node['source'] ?? node['argument']);
    case 'TSExternalModuleReference':
      return literal(node['expression']);
    case 'CallExpression':
      return isNode(node['callee']) && node['callee']['name'] === 'require'
        ? literal((node['arguments'] as readonly unknown[])[0])
        : null;
    default:
      return null;
  }
}

function literal(value: unknown): string | null {
  return isNode(value) && value.type === 'Literal' && typeof value['value'] === 'string' ? value['value'] : null;
}

function takenBy(node: SyntaxNode): Pick<Import, 'atRunTime' | 'names'> {
  if (node.type === 'TSImportType') return { atRunTime: false, names: ['*'] };
  const isType = node['importKind'] === 'type' || node['exportKind'] === 'type';
  const specifiers = ((node['specifiers'] ?? []) as readonly SyntaxNode[]).filter(isNode);
  const values = specifiers.filter((each) => each['importKind'] !== 'type' && each['exportKind'] !== 'type');
  const onlyTypes = isType || (specifiers.length > 0 && values.length === 0);
  return { atRunTime: !onlyTypes, names: specifiers.length === 0 ? ['*'] : values.map(nameTaken) };
}

function nameTaken(specifier: SyntaxNode): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  const name = specifier['imported'] ?? specifier['local'];
  return specifier.type === 'ImportNamespaceSpecifier' || !isNode(name) ? '*' : String(name['name']);
}

function targetOf(file: string, specifier: string): string {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
}
