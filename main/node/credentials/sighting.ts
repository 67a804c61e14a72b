import type { Account } from '../../../core/accounts/account.ts';
import type { Finding, SignInTimes } from '../../../core/ports.ts';
import type { ProviderId } from '../../../core/providers/provider-id.ts';
import type { CredentialProblem } from '../../../core/polling/failure.ts';
import { fingerprintOf } from './fingerprint.ts';

/** A token and when it ends; stays inside main/node/credentials until a request asks for it. */
export interface Credential {
  readonly accessToken: string;
  /** Epoch ms; null: the token does not say. */
  readonly expiresAtMs: number | null;
  /** Until when the tool renews it by itself; null: without an end that is known; left out: it cannot. */
  readonly renewableUntilMs?: number | null;
}

/** What one place held. Unlike a Finding it may hold a token, so it never leaves this folder. */
export interface Sighting {
  readonly provider: ProviderId;
  readonly place: string;
  readonly outcome: SightingOutcome;
  /** The folder as it was named; left out: the place is none, or stands for several. */
  readonly lookedInto?: string;
  /** The same with its links followed; left out: the place is about every account of the provider. */
  readonly realFolder?: string;
  /** True for what is worth telling but is not the reason why an account has no token. */
  readonly isRemark?: true;
  /** True for a remark beside an account that was found all the same. */
  readonly isHarmless?: true;
}

export type SightingOutcome =
  | FoundAccount
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'problem';
      readonly problem: CredentialProblem;
      /** Whose sign-in it is; left out: that is not known. */
      readonly account?: Account;
    };

export interface FoundAccount {
  readonly kind: 'account';
  readonly account: Account;
  readonly folder: string;
  readonly credential: Credential;
  /** The account that stands for the folder where nobody is named. */
  readonly namelessId: string;
  /** When the sign-in file was last written; left out: it is no file, or another may be newer. */
  readonly written?: SignInTimes;
  /** True: nobody has confirmed yet that the token is this account's. */
  readonly isPresumed?: true;
  /** True: the service itself said whose the token is. */
  readonly isConfirmed?: true;
}

/** What a sign-in file says by itself, before it is known whose it is. */
export type SignInReading =
  | { readonly kind: 'signed-in'; readonly credential: Credential }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problem'; readonly problem: CredentialProblem };

/** A found account with the folder of its sign-in, as a person writes it. */
export function inFolder(outcome: SightingOutcome, folder: string): SightingOutcome {
  return outcome.kind === 'account' ? { ...outcome, account: { ...outcome.account, folder } } : outcome;
}

/** The same without the token, for the engine and for people. */
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
 * The sightings where the base URL is one that no token may go to: their accounts are known and not asked.
 *
 * @param place The setting that is wrong, which its sentence names.
 * @param where The folder that the setting is about; left out: every account of the provider.
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
 * Two places with the same identity are one account: the token that ends later stays, and the text of
 * its place names the other one after it.
 */
export function oneSightingPerAccount(sightings: readonly Sighting[]): readonly Sighting[] {
  const kept: Sighting[] = [];
  for (const sighting of sightings) {
    const index = kept.findIndex((other) => accountId(other) !== null && accountId(other) === accountId(sighting));
    const twin = kept[index];
    if (twin === undefined) {
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
