import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignInTimes } from '../../../core/ports.ts';
import { codexBaseUrlSetting, codexBaseUrlVariable, defaultBaseUrl, judgeCodexBaseUrl } from './codex-base-url.ts';
import { readCodexIdentity, readCodexSignIn } from './codex-credentials.ts';
import {
  type FileReading,
  readForeignFile,
  readForeignJson,
  settingsFilePolicy,
  tokenFilePolicy,
} from './credential-file.ts';
import { accountIdOf } from './fingerprint.ts';
import { allFolders, realPathOf, spokenPath, type Surroundings, variable } from './folders.ts';
import { inFolder, type Sighting, type SightingOutcome, withRefusedBaseUrl } from './sighting.ts';

interface CodexPaths {
  readonly folder: string;
  readonly signIn: string;
  readonly config: string;
}

function codexPaths(surroundings: Surroundings): readonly CodexPaths[] {
  const own = variable(surroundings, 'CODEX_HOME') ?? join(surroundings.homeFolder, '.codex');
  return allFolders(surroundings, [own], surroundings.moreFolders?.().codex ?? []).map((folder) => ({
    folder,
    signIn: join(folder, 'auth.json'),
    config: join(folder, 'config.toml'),
  }));
}

/** Every path whose change may change what `lookForCodex` sees. */
export function codexWatchedPaths(surroundings: Surroundings): readonly string[] {
  return codexPaths(surroundings).flatMap(({ signIn, config }) => [signIn, config]);
}

/** What was gathered, before it is judged. */
interface CodexFiles {
  readonly signIn: FileReading;
  readonly config: FileReading;
  readonly realFolder: string;
  /** null: there is no such file. */
  readonly written: SignInTimes | null;
}

/**
 * Looks where the Codex CLI keeps its sign-ins. Never throws.
 *
 * @param only Looks into this folder alone, if it is one of them; left out: into all.
 */
export async function lookForCodex(surroundings: Surroundings, only?: string): Promise<readonly Sighting[]> {
  const places = codexPaths(surroundings).filter(({ folder }) => only === undefined || folder === only);
  const sightings = await Promise.all(places.map((paths) => lookInFolder(surroundings, paths)));
  return sightings.flat();
}

async function lookInFolder(surroundings: Surroundings, paths: CodexPaths): Promise<readonly Sighting[]> {
  const [signIn, config, realFolder] = await Promise.all([
    readForeignJson(paths.signIn, tokenFilePolicy, surroundings.platform),
    readForeignFile(paths.config, settingsFilePolicy, surroundings.platform),
    realPathOf(paths.folder),
  ]);
  // After the reading, so that a file that was replaced meanwhile is no older than what was read.
  const written = await timesOf(paths.signIn);
  return judgeCodex(surroundings, paths, { signIn, config, realFolder, written });
}

/** Of the file and of the link that leads to it, the later ones. */
async function timesOf(path: string): Promise<SignInTimes | null> {
  try {
    const both = await Promise.all([lstat(path), stat(path)]);
    const contentMs = Math.floor(Math.max(...both.map(({ mtimeMs }) => mtimeMs)));
    return { contentMs, anythingMs: Math.floor(Math.max(contentMs, ...both.map(({ ctimeMs }) => ctimeMs))) };
  } catch {
    return null;
  }
}

function judgeCodex(surroundings: Surroundings, paths: CodexPaths, files: CodexFiles): readonly Sighting[] {
  const base = judgeCodexBaseUrl(variable(surroundings, codexBaseUrlVariable), files.config);
  const signInPlace = spokenPath(surroundings, paths.signIn);
  const configPlace = spokenPath(surroundings, paths.config);
  const { realFolder } = files;
  const sightings: Sighting[] = [];
  const folder = spokenPath(surroundings, paths.folder);
  const outcome = inFolder(judgeSignIn(files, base.baseUrl ?? defaultBaseUrl), folder);
  const found: Sighting = { provider: 'codex', place: signInPlace, lookedInto: paths.folder, realFolder, outcome };
  if (base.baseUrl === null) {
    const place = base.setting === 'variable' ? codexBaseUrlVariable : `${codexBaseUrlSetting} in ${configPlace}`;
    sightings.push(...withRefusedBaseUrl([found], 'codex', place, base.setting === 'variable' ? {} : { realFolder }));
  } else {
    sightings.push(found);
  }
  if (base.configProblem !== null) {
    const problem = { kind: 'problem', problem: base.configProblem } as const;
    sightings.push({ provider: 'codex', place: configPlace, realFolder, outcome: problem, isRemark: true });
  }
  return sightings;
}

function judgeSignIn({ signIn: file, realFolder, written }: CodexFiles, baseUrl: string): SightingOutcome {
  if (file.kind !== 'text') {
    return file.kind === 'missing' ? { kind: 'nothing' } : file;
  }
  const signIn = readCodexSignIn(file.text);
  if (signIn.kind !== 'signed-in') {
    return signIn;
  }
  const identity = readCodexIdentity(file.text, realFolder);
  const account = { ...identity, provider: 'codex', label: identity.email ?? 'Codex', baseUrl } as const;
  return {
    ...{ kind: 'account', account, folder: realFolder, credential: signIn.credential },
    namelessId: accountIdOf('codex', [realFolder]),
    ...(written === null ? {} : { written }),
  };
}
