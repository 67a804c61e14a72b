import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { parse as parseToml } from 'smol-toml';

import type { CredentialProblem } from '../../../core/polling/failure.ts';
import type { SignInTimes } from '../../../core/ports.ts';
import { asName, asRecord, type JsonRecord, parseJson } from '../../../core/units/json.ts';
import { parseUrl, parseBaseUrl } from './base-url.ts';
import {
  type FileReading,
  readForeignFile,
  readForeignJson,
  settingsFilePolicy,
  tokenFilePolicy,
} from './credential-file.ts';
import { type CodexKeyring, codexKeyringAccount, hasEncryptedSignIn } from './codex-keyring.ts';
import { accountIdOf } from './fingerprint.ts';
import { allFolders, realPathOf, displayPath, type DiscoveryEnvironment, environmentVariable } from './folders.ts';
import { asHeaderSafeText, asText } from './header-text.ts';
import { jwtClaims, jwtExpiresAtMs } from './jwt.ts';
import { inFolder, type Sighting, type SightingOutcome, type SignInReading, withRefusedBaseUrl } from './sighting.ts';

interface CodexPaths {
  readonly folder: string;
  readonly signIn: string;
  readonly config: string;
}

/** Returns the paths for `CODEX_HOME` or the default folder, and for each folder in the settings. */
export function codexPaths(surroundings: DiscoveryEnvironment): readonly CodexPaths[] {
  const own = environmentVariable(surroundings, 'CODEX_HOME') ?? join(surroundings.homeFolder, '.codex');
  return allFolders(surroundings, [own], surroundings.moreFolders?.().codex ?? []).map((folder) => ({
    folder,
    signIn: join(folder, 'auth.json'),
    config: join(folder, 'config.toml'),
  }));
}

/** Returns every path whose change can change the result of `findCodexSignIns`. */
export function codexWatchedPaths(surroundings: DiscoveryEnvironment): readonly string[] {
  return codexPaths(surroundings).flatMap(({ signIn, config }) => [signIn, config]);
}

/** The files of one folder, before they are parsed. */
interface CodexFiles {
  /** The place of the sign-in, as the user reads it. */
  readonly place: string;
  readonly isInKeyring: boolean;
  readonly signIn: FileReading;
  readonly config: FileReading;
  readonly realFolder: string;
  /** When the sign-in file was written; null: there is no such file, or the keyring holds the sign-in. */
  readonly written: SignInTimes | null;
}

/**
 * Finds the sign-ins of the Codex CLI, in its file or in the system's keyring. Never throws.
 *
 * @param keyring Read only for a folder whose `config.toml` names it. Null: this app reads none here.
 * @param only Reads only this folder, if it is one of them. Default: all folders.
 */
export async function findCodexSignIns(
  surroundings: DiscoveryEnvironment,
  keyring: CodexKeyring | null,
  only?: string,
): Promise<readonly Sighting[]> {
  const places = codexPaths(surroundings).filter(({ folder }) => only === undefined || folder === only);
  const sightings = await Promise.all(places.map((paths) => lookInFolder(surroundings, keyring, paths)));
  return sightings.flat();
}

async function lookInFolder(
  surroundings: DiscoveryEnvironment,
  keyring: CodexKeyring | null,
  paths: CodexPaths,
): Promise<readonly Sighting[]> {
  const [config, realFolder] = await Promise.all([
    readForeignFile(paths.config, settingsFilePolicy, surroundings.platform),
    realPathOf(paths.folder),
  ]);
  const store = credentialsStoreOf(config);
  const kept = store === 'file' ? null : await readKeyring(keyring, paths.folder, realFolder);
  // As Codex does: with `auto` the file counts if the keyring gives no sign-in.
  const signIn =
    kept !== null && (store === 'keyring' || kept.kind === 'text')
      ? kept
      : await readForeignJson(paths.signIn, tokenFilePolicy, surroundings.platform);
  const isInKeyring = kept !== null && (signIn === kept || (signIn.kind === 'missing' && kept.kind === 'problem'));
  const folder = displayPath(surroundings, paths.folder);
  const place = isInKeyring
    ? `${keyring?.name ?? 'Keyring'}: Codex Auth (${folder})`
    : displayPath(surroundings, paths.signIn);
  // Read the times after the content, so that a file that was replaced in between does not look older.
  const written = isInKeyring ? null : await timesOf(paths.signIn);
  return sightingsOf(surroundings, paths, {
    place,
    isInKeyring,
    signIn: isInKeyring ? kept : signIn,
    config,
    realFolder,
    written,
  });
}

/** Returns what the keyring holds for a folder. A sign-in in a form that only Codex can read is `keyring-withheld`. */
async function readKeyring(keyring: CodexKeyring | null, folder: string, realFolder: string): Promise<FileReading> {
  const reading = keyring === null ? null : await keyring.read(codexKeyringAccount(realFolder));
  if (reading !== null && reading.kind !== 'missing') return reading;
  return (await hasEncryptedSignIn(folder)) ? { kind: 'problem', problem: 'keyring-withheld' } : { kind: 'missing' };
}

/** Returns the later times of the file and of the link to it. */
async function timesOf(path: string): Promise<SignInTimes | null> {
  try {
    const both = await Promise.all([lstat(path), stat(path)]);
    const contentMs = Math.floor(Math.max(...both.map(({ mtimeMs }) => mtimeMs)));
    return { contentMs, anythingMs: Math.floor(Math.max(contentMs, ...both.map(({ ctimeMs }) => ctimeMs))) };
  } catch {
    return null;
  }
}

function sightingsOf(surroundings: DiscoveryEnvironment, paths: CodexPaths, files: CodexFiles): readonly Sighting[] {
  const base = resolveCodexBaseUrl(environmentVariable(surroundings, codexBaseUrlVariable), files.config);
  const configPlace = displayPath(surroundings, paths.config);
  const { realFolder } = files;
  const sightings: Sighting[] = [];
  const folder = displayPath(surroundings, paths.folder);
  const outcome = inFolder(outcomeOf(files, base.baseUrl ?? defaultBaseUrl), folder);
  const found: Sighting = {
    ...{ provider: 'codex', place: files.place, lookedInto: paths.folder, realFolder, outcome },
    ...(files.isInKeyring ? { isUnwatched: true } : {}),
  };
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

function outcomeOf({ signIn: file, realFolder, written }: CodexFiles, baseUrl: string): SightingOutcome {
  if (file.kind !== 'text') {
    return file.kind === 'missing' ? { kind: 'nothing' } : file;
  }
  const signIn = parseCodexSignIn(file.text);
  if (signIn.kind !== 'signed-in') {
    return signIn;
  }
  const identity = parseCodexIdentity(file.text, realFolder);
  const account = { ...identity, provider: 'codex', label: identity.email ?? 'Codex', baseUrl } as const;
  return {
    ...{ kind: 'account', account, folder: realFolder, credential: signIn.credential },
    namelessId: accountIdOf('codex', [realFolder]),
    ...(written === null ? {} : { written }),
  };
}

/** The account of a sign-in, as its file names it. */
interface CodexIdentity {
  readonly id: string;
  readonly email: string | null;
  readonly plan: string | null;
  readonly vendorAccountId: string | null;
}

/**
 * Parses the text of `auth.json`. Only a ChatGPT sign-in has usage: an API key beside its tokens is ignored, an
 * API key alone is `api-key-only`. Never throws.
 */
export function parseCodexSignIn(text: string): SignInReading {
  const file = asRecord(parseJson(text));
  if (file === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  const tokens = asRecord(file['tokens']);
  if (tokens === null) {
    const hasKey = asText(file['OPENAI_API_KEY']) !== null;
    return hasKey ? { kind: 'problem', problem: 'api-key-only' } : { kind: 'nothing' };
  }
  const accessToken = asHeaderSafeText(tokenField(tokens, 'access_token', 'accessToken'));
  if (accessToken === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  // The file does not say when a refresh token expires.
  const isRenewable = asText(tokenField(tokens, 'refresh_token', 'refreshToken')) !== null;
  const expiresAtMs = jwtExpiresAtMs(accessToken);
  return {
    kind: 'signed-in',
    credential: { accessToken, expiresAtMs, ...(isRenewable ? { renewableUntilMs: null } : {}) },
  };
}

/** Returns who is signed in, from a text that `parseCodexSignIn` accepted. The id is made from the folder when the text names no account. */
export function parseCodexIdentity(text: string, realFolder: string): CodexIdentity {
  const tokens = asRecord(asRecord(parseJson(text))?.['tokens']) ?? {};
  const idToken = asText(tokenField(tokens, 'id_token', 'idToken'));
  const claims = idToken === null ? null : jwtClaims(idToken);
  const account = asRecord(claims?.['https://api.openai.com/auth']);
  const profile = asRecord(claims?.['https://api.openai.com/profile']);
  const vendorAccountId =
    asHeaderSafeText(tokenField(tokens, 'account_id', 'accountId')) ??
    asHeaderSafeText(account?.['chatgpt_account_id']);
  const userId = asText(account?.['chatgpt_user_id']) ?? asText(account?.['user_id']);
  const isNamed = vendorAccountId !== null || userId !== null;
  return {
    id: accountIdOf('codex', isNamed ? [vendorAccountId, userId] : [realFolder]),
    email: asName(claims?.['email']) ?? asName(profile?.['email']),
    plan: asName(account?.['chatgpt_plan_type']),
    vendorAccountId,
  };
}

/** Returns a token by name. Older versions of the CLI wrote the names in camel case. */
function tokenField(tokens: JsonRecord, name: string, legacyName: string): unknown {
  return tokens[name] ?? tokens[legacyName];
}

export const codexBaseUrlVariable = 'QUOTA_TRAY_CODEX_BASE_URL';
const codexBaseUrlSetting = 'chatgpt_base_url';
/** The base URL of the vendor's own program. */
const defaultBaseUrl = 'https://chatgpt.com/backend-api';
const vendorOrigins: readonly string[] = ['https://chatgpt.com', 'https://chat.openai.com'];

/** The base URL of Codex, and the problem with its settings file, if any. */
interface CodexBaseUrl {
  /** Null: set to a URL that no token may be sent to; `setting` says where. */
  readonly baseUrl: string | null;
  readonly setting: 'variable' | 'config-file' | 'default';
  /** Why the existing settings file could not be used; null: no problem. */
  readonly configProblem: CredentialProblem | null;
}

/** Returns the base URL from the variable, or the CLI's own setting, or the vendor's. Works without a readable file too. */
export function resolveCodexBaseUrl(variable: string | undefined, configFile: FileReading): CodexBaseUrl {
  const config = readConfig(configFile);
  if (variable !== undefined && variable.trim() !== '') {
    return { baseUrl: normalised(variable), setting: 'variable', configProblem: config.problem };
  }
  if (config.value === undefined) {
    return { baseUrl: defaultBaseUrl, setting: 'default', configProblem: config.problem };
  }
  const baseUrl = typeof config.value === 'string' ? normalised(config.value) : null;
  return { baseUrl, setting: 'config-file', configProblem: config.problem };
}

function readConfig(file: FileReading): { readonly value: unknown; readonly problem: CredentialProblem | null } {
  if (file.kind !== 'text') {
    return { value: undefined, problem: file.kind === 'problem' ? file.problem : null };
  }
  const settings = parseSettings(file.text);
  return settings === null
    ? { value: undefined, problem: 'malformed' }
    : { value: settings[codexBaseUrlSetting], problem: null };
}

/** Where Codex keeps its sign-in. A value that is not known here counts as the default, the file. */
function credentialsStoreOf(config: FileReading): 'file' | 'keyring' | 'auto' {
  const store = config.kind === 'text' ? parseSettings(config.text)?.['cli_auth_credentials_store'] : undefined;
  return store === 'keyring' || store === 'auto' ? store : 'file';
}

function parseSettings(text: string): JsonRecord | null {
  try {
    return asRecord(parseToml(text.replace(/^\uFEFF/, '')));
  } catch {
    return null;
  }
}

/** Normalises the URL as the CLI does: the vendor's own hosts are always used with `/backend-api`. */
function normalised(text: string): string | null {
  const baseUrl = parseBaseUrl(text);
  const origin = baseUrl === null ? null : (parseUrl(baseUrl)?.origin ?? null);
  if (baseUrl === null || origin === null || !vendorOrigins.includes(origin)) {
    return baseUrl;
  }
  return baseUrl.includes('/backend-api') ? baseUrl : `${baseUrl}/backend-api`;
}
