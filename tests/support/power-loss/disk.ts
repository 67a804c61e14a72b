import path from 'node:path';

import type { Operation } from './recording.ts';
import type { Tree } from './tree.ts';

/**
 * A model of a file system that keeps what was synced and promises nothing else. It is stricter than real ones: a sync
 * of a file says nothing about its name, which needs a sync of the folder. Within one folder, names change in order.
 */
export interface Disk {
  readonly apply: (operation: Operation) => void;
  /** Returns a state that a power failure may leave now. The disk itself stays as it is. */
  readonly afterPowerLoss: (names: NameFate, data: DataFate, random: () => number) => Tree;
  /** Returns everything as programs see it, synced or not. */
  readonly now: () => Tree;
}

/** What becomes of created, renamed and removed names that were not synced. */
export type NameFate = 'lost' | 'kept' | 'cut';
/** What becomes of data that was not synced. `sectors` (512 bytes) and `pages` (4,096) are kept or lost one by one. */
export type DataFate = 'lost' | 'kept' | 'cut' | 'sectors' | 'pages';

export const nameFates: readonly NameFate[] = ['lost', 'kept', 'cut'];
export const dataFates: readonly DataFate[] = ['lost', 'kept', 'cut', 'sectors', 'pages'];

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'length'; readonly length: number };

interface FileNode {
  readonly kind: 'file';
  readonly name: string;
  synced: Buffer;
  pending: Change[];
}

interface FolderNode {
  readonly kind: 'folder';
  readonly synced: Map<string, Node>;
  readonly now: Map<string, Node>;
  pending: { readonly turn: number; readonly name: string; readonly node: Node | null }[];
}

type Node = FileNode | FolderNode;

const sectorBytes = 512;
const pageBytes = 4096;

/** Returns a disk on which the given tree is synced. */
export function createDisk(initial: Tree): Disk {
  const root = emptyFolder();
  const files = new Map<string, FileNode>();
  let turn = 0;

  for (const [name, content] of initial) {
    const node: Node = content === null ? emptyFolder() : { kind: 'file', name, synced: content, pending: [] };
    folderAt(path.dirname(name)).now.set(path.basename(name), node);
    folderAt(path.dirname(name)).synced.set(path.basename(name), node);
  }

  function nodeAt(name: string): Node | undefined {
    let node: Node | undefined = root;
    for (const part of name.split('/').filter((each) => each !== '' && each !== '.')) {
      node = node?.kind === 'folder' ? node.now.get(part) : undefined;
    }
    return node;
  }

  function folderAt(name: string): FolderNode {
    const node = nodeAt(name);
    if (node?.kind !== 'folder') throw new Error(`The recording names a folder that it did not make: ${name}`);
    return node;
  }

  function existing(name: string): Node {
    const node = nodeAt(name);
    if (node === undefined) throw new Error(`The recording names a file that it did not make: ${name}`);
    return node;
  }

  function fileOf(number: string): FileNode {
    const file = files.get(number);
    if (file === undefined) throw new Error(`The recording names an inode that it did not open: ${number}`);
    return file;
  }

  function setName(name: string, node: Node | null): void {
    const folder = folderAt(path.dirname(name));
    const own = path.basename(name);
    folder.pending.push({ turn, name: own, node });
    setIn(folder.now, own, node);
  }

  function apply(operation: Operation): void {
    turn += 1;
    switch (operation.kind) {
      case 'created': {
        return setName(operation.path, { kind: 'file', name: operation.path, synced: Buffer.alloc(0), pending: [] });
      }
      case 'opened': {
        const node = existing(operation.path);
        if (node.kind === 'file') files.set(operation.file, node);
        return;
      }
      case 'written': {
        const { at, bytes } = operation;
        return void fileOf(operation.file).pending.push({ kind: 'write', at, bytes });
      }
      case 'truncated':
        return void fileOf(operation.file).pending.push({ kind: 'length', length: operation.length });
      case 'synced': {
        const file = fileOf(operation.file);
        file.synced = file.pending.reduce(changed, file.synced);
        file.pending = [];
        return;
      }
      case 'folder-synced': {
        const folder = folderAt(operation.path);
        for (const { name, node } of folder.pending) setIn(folder.synced, name, node);
        folder.pending = [];
        return;
      }
      case 'folder-made':
        return setName(operation.path, emptyFolder());
      case 'removed':
      case 'folder-removed':
        return setName(operation.path, null);
      case 'renamed': {
        const node = existing(operation.from);
        setName(operation.from, null);
        return setName(operation.to, node);
      }
      case 'linked':
        return setName(operation.to, existing(operation.from));
      case 'mapped': {
        const { name } = fileOf(operation.file);
        if (!name.endsWith('-shm')) throw new Error(`A mapping changes ${name} unseen.`);
        return;
      }
      case 'told':
        return;
    }
  }

  function afterPowerLoss(names: NameFate, data: DataFate, random: () => number): Tree {
    const lastTurns = lastTurnsOf(root, (folder) => {
      if (names === 'lost') return 0;
      if (names === 'kept') return turn;
      return folder.pending[Math.floor(random() * (folder.pending.length + 1)) - 1]?.turn ?? 0;
    });
    const tree = new Map<string, Buffer | null>();
    collect(tree, '', root, {
      entries: (folder) => {
        const entries = new Map(folder.synced);
        for (const change of folder.pending) {
          if (change.turn <= (lastTurns.get(folder) ?? 0)) setIn(entries, change.name, change.node);
        }
        return entries;
      },
      content: (file) => contentAfter(file, data, random),
    });
    return tree;
  }

  return Object.freeze({
    apply,
    afterPowerLoss,
    now: () => {
      const tree = new Map<string, Buffer | null>();
      const content = (file: FileNode): Buffer => file.pending.reduce(changed, file.synced);
      collect(tree, '', root, { entries: (folder) => folder.now, content });
      return tree;
    },
  });
}

function emptyFolder(): FolderNode {
  return { kind: 'folder', synced: new Map(), now: new Map(), pending: [] };
}

function setIn(entries: Map<string, Node>, name: string, node: Node | null): void {
  if (node === null) entries.delete(name);
  else entries.set(name, node);
}

/** By folder: the last turn whose change of a name is kept. A rename between two folders is kept in both or in none. */
function lastTurnsOf(root: FolderNode, chosen: (folder: FolderNode) => number): ReadonlyMap<FolderNode, number> {
  const folders = new Set<FolderNode>();
  const visit = (folder: FolderNode): void => {
    if (folders.has(folder)) return;
    folders.add(folder);
    const nodes = [...folder.synced.values(), ...folder.now.values(), ...folder.pending.map(({ node }) => node)];
    for (const node of nodes) if (node?.kind === 'folder') visit(node);
  };
  visit(root);
  const last = new Map([...folders].map((folder) => [folder, chosen(folder)]));
  for (let isSettled = false; !isSettled;) {
    isSettled = true;
    for (const [folder, until] of last) {
      const lost = new Set(folder.pending.filter(({ turn }) => turn > until).map(({ turn }) => turn));
      for (const [other, otherUntil] of last) {
        const torn = other.pending.find(({ turn }) => turn <= otherUntil && lost.has(turn));
        if (torn === undefined) continue;
        last.set(other, torn.turn - 1);
        isSettled = false;
      }
    }
  }
  return last;
}

function collect(
  tree: Map<string, Buffer | null>,
  name: string,
  folder: FolderNode,
  look: {
    readonly entries: (folder: FolderNode) => ReadonlyMap<string, Node>;
    readonly content: (file: FileNode) => Buffer;
  },
): void {
  for (const [own, node] of look.entries(folder)) {
    const full = name === '' ? own : `${name}/${own}`;
    tree.set(full, node.kind === 'file' ? look.content(node) : null);
    if (node.kind === 'folder') collect(tree, full, node, look);
  }
}

function contentAfter({ synced, pending }: FileNode, fate: DataFate, random: () => number): Buffer {
  switch (fate) {
    case 'lost':
      return synced;
    case 'kept':
      return pending.reduce(changed, synced);
    case 'cut': {
      const kept = pending.slice(0, Math.floor(random() * (pending.length + 1)));
      const last = kept.at(-1);
      const content = kept.slice(0, -1).reduce(changed, synced);
      if (last?.kind !== 'write') return last === undefined ? content : changed(content, last);
      const untilBorder = Math.floor(random() * (last.bytes.length / sectorBytes + 1)) * sectorBytes;
      return changed(content, { ...last, bytes: last.bytes.subarray(0, untilBorder) });
    }
    default: {
      const size = fate === 'sectors' ? sectorBytes : pageBytes;
      return pending.reduce((content, change) => partlyChanged(content, change, size, random), synced);
    }
  }
}

/** Keeps each piece of a write by chance. What the file has grown by may be there without its content, as zeros. */
function partlyChanged(content: Buffer, change: Change, size: number, random: () => number): Buffer {
  if (change.kind === 'length') return random() < 0.5 ? changed(content, change) : content;
  const end = change.at + change.bytes.length;
  let next = content;
  for (let at = change.at; at < end;) {
    const border = Math.min(end, (Math.floor(at / size) + 1) * size);
    if (random() < 0.5) {
      next = changed(next, { kind: 'write', at, bytes: change.bytes.subarray(at - change.at, border - change.at) });
    }
    at = border;
  }
  return next.length < end && random() < 0.25 ? changed(next, { kind: 'length', length: end }) : next;
}

function changed(content: Buffer, change: Change): Buffer {
  if (change.kind === 'length') {
    return change.length <= content.length
      ? content.subarray(0, change.length)
      : Buffer.concat([content, Buffer.alloc(change.length - content.length)]);
  }
  if (change.bytes.length === 0) return content;
  const next = Buffer.alloc(Math.max(content.length, change.at + change.bytes.length));
  content.copy(next);
  change.bytes.copy(next, change.at);
  return next;
}
