import { join } from 'node:path';
import { asName, asRecord, type JsonRecord } from '../../../core/units/json.ts';
import { parseInstantMs } from '../../../core/units/time.ts';
import { environmentVariable } from '../credentials/folders.ts';
import { asHeaderSafeText } from '../credentials/header-text.ts';
import { readKeptJson } from './json-file.ts';
import { expiryMarginMs, type KeptReading, type ReadKept } from './kept-sign-in.ts';
import { homePath } from './places.ts';

/** Reads the sign-in of the Grok command line. */
export const readGrok: ReadKept = (surroundings) => {
  const folder = environmentVariable(surroundings, 'GROK_HOME') ?? homePath(surroundings, '.grok');
  return readKeptJson(surroundings, join(folder, 'auth.json'), parseGrokSignIn);
};

/** The services that may have issued the token, the newer one first. `<issuer>::<client>` is the name of an entry. */
const issuers = ['https://auth.x.ai::', 'https://accounts.x.ai/sign-in'] as const;

/** Parses Grok's `auth.json`. A token that does not say when it expires is not used. */
export function parseGrokSignIn(file: JsonRecord): KeptReading {
  const names = Object.keys(file);
  const name = issuers.flatMap((issuer) => names.filter((each) => each.startsWith(issuer)))[0];
  if (name === undefined) return { kind: 'nothing' };
  const entry = asRecord(file[name]) ?? {};
  const token = asHeaderSafeText(entry['key']);
  const expiresAtMs = parseInstantMs(entry['expires_at']);
  if (token === null || expiresAtMs === null) return { kind: 'problem', problem: 'malformed' };
  const [user, team] = [asName(entry['user_id']) ?? asName(entry['email']), asName(entry['team_id'])];
  return {
    kind: 'signed-in',
    signIn: {
      ...{ token, expiresAtMs: expiresAtMs - expiryMarginMs, isRenewable: asName(entry['refresh_token']) !== null },
      // One person may use a plan of their own and that of a team.
      owner: user === null ? null : JSON.stringify([user, team]),
      user: asName(entry['email']),
    },
  };
}
