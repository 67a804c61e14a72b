import { asName } from '../../../core/units/json.ts';
import { displayPath } from '../credentials/folders.ts';
import { asHeaderSafeText } from '../credentials/header-text.ts';
import { jwtClaims, jwtExpiresAtMs } from '../credentials/jwt.ts';
import { databaseText } from './database-text.ts';
import { readForeignDatabase } from './foreign-database.ts';
import { expiryMarginMs, type KeptReading, type ReadKept } from './kept-sign-in.ts';
import { configPath } from './places.ts';

const keys = ['cursorAuth/accessToken', 'cursorAuth/refreshToken', 'cursorAuth/cachedEmail'] as const;
const mostBytes = 64 * 1024;

/** Reads the sign-in of the Cursor editor, which is in the database of its settings. */
export const readCursor: ReadKept = async (surroundings) => {
  const path = configPath(surroundings, 'Cursor', 'User', 'globalStorage', 'state.vscdb');
  const place = displayPath(surroundings, path);
  const read = await readForeignDatabase(path, surroundings.platform, (query) =>
    keys.map((key) => query(`SELECT value FROM ItemTable WHERE key = ? AND length(value) <= ${mostBytes}`, key)[0]),
  );
  if (read.kind === 'missing') return { place, reading: { kind: 'nothing' } };
  if (read.kind === 'problem') return { place, reading: read };
  const [accessToken, refreshToken, email] = read.value.map((row) => row?.['value']);
  return { place, reading: parseCursorSignIn({ accessToken, refreshToken, email }) };
};

/** Parses the values of Cursor's database. A token that does not say when it expires is not used. */
export function parseCursorSignIn(values: {
  readonly accessToken?: unknown;
  readonly refreshToken?: unknown;
  readonly email?: unknown;
}): KeptReading {
  const stored = databaseText(values.accessToken, mostBytes);
  if (stored === null || stored.trim() === '') return { kind: 'nothing' };
  const token = asHeaderSafeText(stored);
  const expiresAtMs = token === null ? null : jwtExpiresAtMs(token);
  if (token === null || expiresAtMs === null) return { kind: 'problem', problem: 'malformed' };
  const signIn = {
    token,
    expiresAtMs: expiresAtMs - expiryMarginMs,
    isRenewable: (databaseText(values.refreshToken, mostBytes) ?? '') !== '',
    owner: asName(jwtClaims(token)?.['sub']),
    user: asName(databaseText(values.email, mostBytes)),
  };
  return { kind: 'signed-in', signIn };
}
