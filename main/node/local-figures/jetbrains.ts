import { readdir, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import type { FigureProblem } from '../../../core/polling/failure.ts';
import { asRecord, parseJson } from '../../../core/units/json.ts';
import { type FilePolicy, readForeignFile, readUntilWhole } from '../credentials/credential-file.ts';
import { type DiscoveryEnvironment, displayPath } from '../credentials/folders.ts';
import { configPath } from '../kept-sign-ins/places.ts';
import { figureProblem, type FiguresSighting, mostFigureBytes, type ReadFigures } from './figures.ts';

const fileName = 'AIAssistantQuotaManager2.xml';
/** Android Studio keeps its settings in the folder of its own vendor. */
const vendors = ['JetBrains', 'Google'] as const;
/** More folders of IDEs than anybody has. */
const mostFolders = 200;
const policy: FilePolicy = { maximumBytes: mostFigureBytes, isSecret: false };

interface QuotaFile {
  readonly path: string;
  readonly writtenMs: number;
}

/**
 * Reads the credits of JetBrains AI. Every IDE keeps its own file for the same credits, and writes it when it speaks with
 * the service. So the newest file counts.
 */
export const readJetBrainsFigures: ReadFigures = async (surroundings) => {
  const found = await findFiles(surroundings);
  if (found.kind === 'problem') return figureProblem(displayPath(surroundings, found.folder), 'unreadable');
  const [newest] = [...found.files].sort((one, other) => other.writtenMs - one.writtenMs);
  if (newest === undefined)
    return figureProblem(displayPath(surroundings, configPath(surroundings, vendors[0])), 'absent');
  const place = displayPath(surroundings, newest.path);
  return readUntilWhole(
    () => readQuotaFile(newest.path, place, surroundings.platform),
    ({ reading }) => reading.kind === 'problem' && reading.problem === 'torn',
  );
};

type Found =
  | { readonly kind: 'files'; readonly files: readonly QuotaFile[] }
  | { readonly kind: 'problem'; readonly folder: string };

/** Finds the file of each IDE. A problem only counts where no file was found. */
async function findFiles(surroundings: DiscoveryEnvironment): Promise<Found> {
  const { join } = surroundings.platform === 'win32' ? win32 : posix;
  const files: QuotaFile[] = [];
  let unreadable: string | null = null;
  for (const vendor of vendors) {
    const folder = configPath(surroundings, vendor);
    const names = await entriesOf(folder);
    if (names === null) unreadable ??= folder;
    const paths = (names ?? []).slice(0, mostFolders).map((name) => join(folder, name, 'options', fileName));
    const stamps = await Promise.all(paths.map(stampOf));
    stamps.forEach((stamp, index) => {
      const path = paths[index];
      if (path === undefined || stamp === 'absent') return;
      if (stamp === 'unreadable') unreadable ??= path;
      else files.push({ path, writtenMs: stamp });
    });
  }
  return files.length === 0 && unreadable !== null ? { kind: 'problem', folder: unreadable } : { kind: 'files', files };
}

/** The names in a folder; null: the folder cannot be read. */
async function entriesOf(folder: string): Promise<readonly string[] | null> {
  try {
    return await readdir(folder);
  } catch (error) {
    return isAbsence(error) ? [] : null;
  }
}

/** When a file was written, epoch ms. */
async function stampOf(path: string): Promise<number | 'absent' | 'unreadable'> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    return isAbsence(error) ? 'absent' : 'unreadable';
  }
}

function isAbsence(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Reads one file. It counts as torn if it changes meanwhile, because its time would then belong to other figures. */
async function readQuotaFile(path: string, place: string, platform: NodeJS.Platform): Promise<FiguresSighting> {
  const before = await stampOf(path);
  const read = await readForeignFile(path, policy, platform);
  const after = await stampOf(path);
  if (read.kind === 'missing' || before === 'absent') return figureProblem(place, 'absent');
  if (read.kind === 'problem') return figureProblem(place, read.problem === 'too-large' ? 'too-large' : 'unreadable');
  if (before === 'unreadable') return figureProblem(place, 'unreadable');
  const body = parseQuotaFile(read.text);
  if (before !== after) return figureProblem(place, 'torn');
  if (typeof body === 'string') return figureProblem(place, body);
  return { place, reading: { kind: 'figures', body, writtenMs: Math.round(before) } };
}

const component = '<component name="AIAssistantQuotaManager2">';

/**
 * Returns the two values that an IDE writes: `{quotaInfo, nextRefill}`, each parsed from the JSON of its attribute. It
 * takes only the form that the settings of an IDE have: a whole `<application>` without declarations, and `<option>` with
 * `name` and `value`. Options that nobody knows are ignored. `absent`: the file has no figures.
 */
export function parseQuotaFile(text: string): Readonly<Record<string, unknown>> | FigureProblem {
  const whole = text.replace(/^\uFEFF/, '').trim();
  const isWhole = /^(<\?xml[^<>]{0,200}\?>\s*)?<application>/.test(whole) && whole.endsWith('</application>');
  // IDEs write neither comments nor document types. Without them every tag is one that counts.
  if (!isWhole || whole.includes('<!')) return 'torn';
  const start = whole.indexOf(component);
  if (start < 0) return 'absent';
  const end = whole.indexOf('</component>', start);
  if (end < 0) return 'torn';
  const options = whole.slice(start + component.length, end);
  const values = new Map<string, unknown>();
  for (const [, name, value] of options.matchAll(/<option name="([^"<>]{1,100})" value="([^"<]*)"/g)) {
    if (name === 'quotaInfo' || name === 'nextRefill') values.set(name, parseJson(decodeEntities(value ?? '')));
  }
  if (!values.has('quotaInfo')) return 'absent';
  const isJson = [...values.values()].every((value) => asRecord(value) !== null);
  return isJson ? Object.fromEntries(values) : 'torn';
}

const named: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" };

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(quot|amp|lt|gt|apos));/gi, (all, decimal, hex, name) => {
    if (typeof name === 'string') return named[name.toLowerCase()] ?? all;
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
