import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { parse as parseToml } from 'smol-toml';

import type { CredentialProblem } from '../../../core/polling/failure.ts';
import type { SignInTimes } from '../../../core/ports.ts';
import { asName } from '../../../core/units/json.ts';
import { parseUrl, parseBaseUrl } from './base-url.ts';
import {
  type FileReading,
  readForeignFile,
  readForeignJson,
  settingsFilePolicy,
  tokenFilePolicy,
} from './credential-file.ts';
import { accountIdOf } from './fingerprint.ts';
import { allFolders, realPathOf, displayPath, type DiscoveryEnvironment, environmentVariable } from './folders.ts';
import { asHeaderSafeText, asObject, asText, type JsonObject, parseJson } from './json.ts';
import { inFolder, type Sighting, type SightingOutcome, type SignInReading, withRefusedBaseUrl } from './sighting.ts';

interface CodexPaths {
  readonly folder: string;
  readonly signIn: string;
  readonly config: string;
}

function codexPaths(surroundings: DiscoveryEnvironment): readonly CodexPaths[] {
  const own = environmentVariable(surroundings, 'CODEX_HOME') ?? join(surroundings.homeFolder, '.codex');
  return allFolders(surroundings, [own], surroundings.moreFolders?.().codex ?? []).map((folder) => ({
    folder,
    signIn: join(folder, 'auth.json'),
    config: join(folder, 'config.toml'),
  }));
}

/** Every path whose change may change what `findCodexSignIns` sees. */
export function codexWatchedPaths(surroundings: DiscoveryEnvironment): readonly string[] {
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
export async function findCodexSignIns(
  surroundings: DiscoveryEnvironment,
  only?: string,
): Promise<readonly Sighting[]> {
  const places = codexPaths(surroundings).filter(({ folder }) => only === undefined || folder === only);
  const sightings = await Promise.all(places.map((paths) => lookInFolder(surroundings, paths)));
  return sightings.flat();
}

async function lookInFolder(surroundings: DiscoveryEnvironment, paths: CodexPaths): Promise<readonly Sighting[]> {
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

function judgeCodex(surroundings: DiscoveryEnvironment, paths: CodexPaths, files: CodexFiles): readonly Sighting[] {
  const base = resolveCodexBaseUrl(environmentVariable(surroundings, codexBaseUrlVariable), files.config);
  const signInPlace = displayPath(surroundings, paths.signIn);
  const configPlace = displayPath(surroundings, paths.config);
  const { realFolder } = files;
  const sightings: Sighting[] = [];
  const folder = displayPath(surroundings, paths.folder);
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

/** Whose sign-in it is, as the file itself says. */
interface CodexIdentity {
  readonly id: string;
  readonly email: string | null;
  readonly plan: string | null;
  readonly vendorAccountId: string | null;
}

/**
 * Reads the text of `auth.json`. Only a ChatGPT sign-in has usage: an API key beside its tokens does
 * not count, an API key alone is `api-key-only`. Never throws.
 */
export function parseCodexSignIn(text: string): SignInReading {
  const file = asObject(parseJson(text));
  if (file === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  const tokens = asObject(file['tokens']);
  if (tokens === null) {
    const hasKey = asText(file['OPENAI_API_KEY']) !== null;
    return hasKey ? { kind: 'problem', problem: 'api-key-only' } : { kind: 'nothing' };
  }
  const accessToken = asHeaderSafeText(tokenField(tokens, 'access_token', 'accessToken'));
  if (accessToken === null) {
    return { kind: 'problem', problem: 'malformed' };
  }
  // The end of a refresh token is not written down.
  const isRenewable = asText(tokenField(tokens, 'refresh_token', 'refreshToken')) !== null;
  const expiresAtMs = jwtExpiresAtMs(accessToken);
  return {
    kind: 'signed-in',
    credential: { accessToken, expiresAtMs, ...(isRenewable ? { renewableUntilMs: null } : {}) },
  };
}

/** Who is signed in, from a text that `parseCodexSignIn` accepted; by its folder if nothing names them. */
export function parseCodexIdentity(text: string, realFolder: string): CodexIdentity {
  const tokens = asObject(asObject(parseJson(text))?.['tokens']) ?? {};
  const idToken = asText(tokenField(tokens, 'id_token', 'idToken'));
  const claims = idToken === null ? null : jwtClaims(idToken);
  const account = asObject(claims?.['https://api.openai.com/auth']);
  const profile = asObject(claims?.['https://api.openai.com/profile']);
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

/** Older versions of the CLI wrote the names of the tokens in camel case. */
function tokenField(tokens: JsonObject, name: string, legacyName: string): unknown {
  return tokens[name] ?? tokens[legacyName];
}

export const codexBaseUrlVariable = 'QUOTA_TRAY_CODEX_BASE_URL';
const codexBaseUrlSetting = 'chatgpt_base_url';
/** Where the vendor's own program asks. */
const defaultBaseUrl = 'https://chatgpt.com/backend-api';
const vendorOrigins: readonly string[] = ['https://chatgpt.com', 'https://chat.openai.com'];

/** Where Codex is asked, and what is to be said about its settings file. */
interface CodexBaseUrl {
  /** Null: set, but to something that a token must not be sent to; `setting` names the culprit. */
  readonly baseUrl: string | null;
  readonly setting: 'variable' | 'config-file' | 'default';
  /** Why the settings file could not be used, though it is there. */
  readonly configProblem: CredentialProblem | null;
}

/** The variable, else the CLI's own setting, else the vendor. A file that cannot be read does not stop it. */
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
  try {
    return { value: parseToml(file.text.replace(/^\uFEFF/, ''))[codexBaseUrlSetting], problem: null };
  } catch {
    return { value: undefined, problem: 'malformed' };
  }
}

/** As the CLI does it: the vendor's own hosts are always asked below `/backend-api`. */
function normalised(text: string): string | null {
  const baseUrl = parseBaseUrl(text);
  const origin = baseUrl === null ? null : (parseUrl(baseUrl)?.origin ?? null);
  if (baseUrl === null || origin === null || !vendorOrigins.includes(origin)) {
    return baseUrl;
  }
  return baseUrl.includes('/backend-api') ? baseUrl : `${baseUrl}/backend-api`;
}

/** The claims of a JSON Web Token, unverified: they only name the account. Null if it is not a JWT. */
function jwtClaims(token: string): JsonObject | null {
  const parts = token.split('.');
  const payload = parts[1];
  if (parts.length !== 3 || payload === undefined || payload === '') {
    return null;
  }
  return asObject(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
}

/** When a token ends, epoch ms; null if it does not say (not every access token is a JWT). */
function jwtExpiresAtMs(token: string): number | null {
  const seconds = jwtClaims(token)?.['exp'];
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : null;
}
