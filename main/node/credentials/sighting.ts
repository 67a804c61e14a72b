import type { Account } from '../../../core/providers/account.ts';
import type { Finding, SignInTimes } from '../../../core/ports.ts';
import type { ProviderId } from '../../../core/providers/provider-id.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import { fingerprintOf } from './fingerprint.ts';

/** A token and its expiry. It stays inside main/node/credentials until a request needs it. */
export interface Credential {
  readonly accessToken: string;
  /** Epoch ms; null: unknown. */
  readonly expiresAtMs: number | null;
  /**
   * Until when the tool can renew the token by itself, epoch ms. Null: unknown. Left out: it cannot renew the token.
   */
  readonly renewableUntilMs?: number | null;
}

/** The content of one place. Unlike a `Finding` it may hold a token, so it never leaves this folder of the source. */
export interface Sighting {
  readonly provider: ProviderId;
  readonly place: string;
  readonly outcome: SightingOutcome;
  /** The folder as it was named; left out: the place is no folder, or several folders. */
  readonly lookedInto?: string;
  /** The folder with symbolic links resolved; left out: the place concerns every account of the provider. */
  readonly realFolder?: string;
  /** True when the place is a keyring, whose changes the system does not tell. */
  readonly isUnwatched?: true;
  /** True for a remark that does not explain why an account has no token. */
  readonly isRemark?: true;
  /** True for a remark about an account that was found in spite of it. */
  readonly isHarmless?: true;
}

/** A file that can change what a folder gives. */
export interface WatchedPath {
  /** The folder as it was named, as `lookedInto` of its sightings. */
  readonly folder: string;
  readonly path: string;
}

/** An account, a problem, or nothing. */
export type SightingOutcome =
  | FoundAccount
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'problem';
      readonly problem: CredentialProblem;
      /** The account of the sign-in; left out: unknown. */
      readonly account?: Account;
    };

/** An account with its token, as one place holds it. */
export interface FoundAccount {
  readonly kind: 'account';
  readonly account: Account;
  readonly folder: string;
  readonly credential: Credential;
  /** The id of the folder's nameless account, for a folder that names no account. */
  readonly namelessId: string;
  /** When the sign-in file was last written; left out: there is no file, or another file may be newer. */
  readonly written?: SignInTimes;
  /** True: it is not confirmed that the token belongs to this account. */
  readonly isPresumed?: true;
  /** True: the service confirmed the account of the token. */
  readonly isConfirmed?: true;
}

/** The content of a sign-in file, before its account is known. */
export type SignInReading =
  | { readonly kind: 'signed-in'; readonly credential: Credential }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

/** Returns the outcome with the folder of the sign-in added to a found account, as the user writes the folder. */
export function inFolder(outcome: SightingOutcome, folder: string): SightingOutcome {
  return outcome.kind === 'account' ? { ...outcome, account: { ...outcome.account, folder } } : outcome;
}

/** Returns the sighting without its token, for the engine and the user. */
export function findingOf({ provider, place, outcome, realFolder, isRemark, isHarmless }: Sighting): Finding {
  if (outcome.kind === 'nothing') return { provider, place, outcome };
  if (outcome.kind === 'problem') {
    const where = realFolder === undefined ? {} : { folder: realFolder };
    const remark = { ...(isRemark === true ? { isRemark } : {}), ...(isHarmless === true ? { isHarmless } : {}) };
    return { provider, place, outcome: { ...outcome, ...where, ...remark } };
  }
  const { credential, ...found } = outcome;
  const { accessToken, ...term } = credential;
  return { provider, place, outcome: { ...found, fingerprint: fingerprintOf(accessToken), ...term } };
}

/**
 * Returns the sightings for a base URL that must not get a token. The accounts are known but not polled.
 *
 * @param place The wrong setting, which the user's message names.
 * @param where The folder that the setting concerns. Default: every account of the provider.
 */
export function withRefusedBaseUrl(
  sightings: readonly Sighting[],
  provider: ProviderId,
  place: string,
  where: Pick<Sighting, 'realFolder'> = {},
): readonly Sighting[] {
  const problem = { kind: 'problem', problem: 'bad-base-url' } as const;
  const told = sightings.flatMap(({ outcome, ...about }): readonly Sighting[] =>
    outcome.kind === 'account' ? [{ ...about, place, outcome: { ...problem, account: outcome.account } }] : [],
  );
  return [
    ...sightings.filter(({ outcome }) => outcome.kind !== 'account'),
    ...(told.length > 0 ? told : [{ provider, place, ...where, outcome: problem }]),
  ];
}

/**
 * Joins places with the same account into one sighting. It keeps the token that expires later, and names both places.
 */
export function oneSightingPerAccount(sightings: readonly Sighting[]): readonly Sighting[] {
  const kept: Sighting[] = [];
  const placeOf = new Map<string, number>();
  for (const sighting of sightings) {
    const id = accountId(sighting);
    const index = id === null ? undefined : placeOf.get(id);
    const twin = index === undefined ? undefined : kept[index];
    if (index === undefined || twin === undefined) {
      if (id !== null) placeOf.set(id, kept.length);
      kept.push(sighting);
    } else {
      const [winner, loser] = endsAtMs(sighting) > endsAtMs(twin) ? [sighting, twin] : [twin, sighting];
      const { lookedInto: _one, ...several } = winner;
      kept[index] = { ...several, place: `${winner.place}, ${loser.place}` };
    }
  }
  return kept;
}

function accountId({ outcome }: Sighting): string | null {
  return outcome.kind === 'account' ? outcome.account.id : null;
}

function endsAtMs({ outcome }: Sighting): number {
  return outcome.kind === 'account' ? (outcome.credential.expiresAtMs ?? Number.POSITIVE_INFINITY) : 0;
}
