import { posix, win32 } from 'node:path';
import { asName, asRecord, parseJson } from '../../../core/units/json.ts';
import { parseInstantMs } from '../../../core/units/time.ts';
import { type DiscoveryEnvironment, displayPath, environmentVariable } from '../credentials/folders.ts';
import { asHeaderSafeText } from '../credentials/header-text.ts';
import { databaseText } from './database-text.ts';
import { readForeignDatabase } from './foreign-database.ts';
import { expiryMarginMs, type KeptReading, type ReadKept } from './kept-sign-in.ts';
import { configPath, homePath } from './places.ts';

/** The sign-in of a company or a builder, then the one of Google or GitHub. The first name is spelled so by Kiro. */
const tokenKeys = ['kirocli:odic:token', 'kirocli:social:token'] as const;
const profileKey = 'api.codewhisperer.profile';
const mostBytes = 64 * 1024;
const valueOf = (table: 'auth_kv' | 'state'): string =>
  `SELECT value FROM ${table} WHERE key = ? AND length(value) <= ${mostBytes}`;

/** Reads the sign-in of the Kiro command line, which is in the database of its settings. */
export const readKiro: ReadKept = async (surroundings) => {
  const path = databaseOf(surroundings);
  const place = displayPath(surroundings, path);
  const read = await readForeignDatabase(path, surroundings.platform, (query) => ({
    token: tokenKeys.map((key) => query(valueOf('auth_kv'), key)[0]?.['value']).find((value) => value !== undefined),
    profile: query(valueOf('state'), profileKey)[0]?.['value'],
  }));
  if (read.kind === 'missing') return { place, reading: { kind: 'nothing' } };
  if (read.kind === 'problem') return { place, reading: read };
  return { place, reading: parseKiroSignIn(read.value) };
};

function databaseOf(surroundings: DiscoveryEnvironment): string {
  const { platform } = surroundings;
  const file = 'data.sqlite3';
  const own = environmentVariable(surroundings, 'KIRO_DATA_DIR');
  if (own !== undefined) return (platform === 'win32' ? win32 : posix).join(own, file);
  if (platform === 'darwin') return configPath(surroundings, 'kiro-cli', file);
  if (platform === 'win32') {
    const local = environmentVariable(surroundings, 'LOCALAPPDATA') ?? homePath(surroundings, 'AppData', 'Local');
    return win32.join(local, 'Kiro-Cli', file);
  }
  const data = environmentVariable(surroundings, 'XDG_DATA_HOME') ?? homePath(surroundings, '.local', 'share');
  return posix.join(data, 'kiro-cli', file);
}

/** Parses the values of Kiro's database. A token that does not say when it expires is not used. */
export function parseKiroSignIn(values: { readonly token?: unknown; readonly profile?: unknown }): KeptReading {
  if ((values.token ?? null) === null) return { kind: 'nothing' };
  const stored = recordOf(values.token);
  const token = asHeaderSafeText(stored?.['access_token']);
  const expiresAtMs = parseInstantMs(stored?.['expires_at']);
  if (stored === null || token === null || expiresAtMs === null) return { kind: 'problem', problem: 'malformed' };
  const profile = asHeaderSafeText(stored['profile_arn']) ?? asHeaderSafeText(recordOf(values.profile)?.['arn']);
  return {
    kind: 'signed-in',
    signIn: {
      ...{ token, expiresAtMs: expiresAtMs - expiryMarginMs, isRenewable: asName(stored['refresh_token']) !== null },
      ...{ owner: profile, user: null, organizationId: profile !== null && profile.length <= 200 ? profile : null },
    },
  };
}

function recordOf(value: unknown) {
  return asRecord(parseJson(databaseText(value, mostBytes) ?? ''));
}
