import { asRecord } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { dayMs, parseInstantMs, secondMs } from '../units/time.ts';

/** Why a request brought no figures. It is a value, never an exception; `text/` turns it into sentences. */
export type Failure =
  | { readonly kind: 'credential'; readonly problem: CredentialProblem }
  | { readonly kind: 'credential-expired'; readonly expiredAtMs: number }
  | { readonly kind: 'unauthorised'; readonly status: number }
  | { readonly kind: 'limited'; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'server';
      readonly status: number;
      /** How long the service asks to wait, ms; left out: it does not ask. */
      readonly retryAfterMs?: number;
    }
  /** Something forbids the request, but the sign-in is not in question. */
  | { readonly kind: 'forbidden'; readonly status: number; readonly by: ForbiddenBy }
  | { readonly kind: 'unexpected-status'; readonly status: number }
  | { readonly kind: 'network'; readonly cause: NetworkCause }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'redirect-refused' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'schema'; readonly paths: readonly string[] }
  /** The service says that the account has no plan with a quota. */
  | { readonly kind: 'no-plan' }
  /** The answer was understood, and holds nothing that can be shown. */
  | { readonly kind: 'nothing-shown' }
  /** The answer repeated the secret that was sent, so it was thrown away. */
  | { readonly kind: 'secret-repeated' }
  /** The figures that a program keeps on this computer cannot be used. */
  | { readonly kind: 'figures'; readonly problem: FigureProblem };

/** What can be wrong with the figures that a program keeps. `torn`: incomplete, damaged or of an unknown form. */
export type FigureProblem = 'absent' | 'unreadable' | 'too-large' | 'torn';

/**
 * `proxy-sign-in`: the proxy wants a user name and a password, or refuses the given ones (407). `proxy-unsupported`: it
 * speaks a protocol that the app does not, such as SOCKS.
 */
export type NetworkCause =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'tls'
  | 'proxy'
  | 'proxy-sign-in'
  | 'proxy-unsupported'
  | 'other';

/**
 * Who forbids a request although the sign-in is not in question. `region`: the service, because of the country.
 * `edge`: a text or a page in front of the service. `service`: the service's own JSON, with another reason.
 */
type ForbiddenBy = 'region' | 'edge' | 'service';

/** What can be wrong with the sign-in file of another program. */
export type CredentialProblem =
  | 'missing'
  | 'unreadable'
  | 'symbolic-link'
  | 'too-large'
  | 'open-to-others'
  | 'malformed'
  | 'api-key-only'
  | 'missing-scope'
  /** There is a sign-in, but this app does not know yet whose it is. */
  | 'unidentified'
  /** The file beside the sign-in that names who is signed in. */
  | 'identity-unreadable'
  | 'identity-malformed'
  | 'identity-too-large'
  | 'bad-base-url'
  /** The system's keyring holds the sign-in, and it is locked or does not run. */
  | 'keyring-locked'
  /** The system's keyring holds the sign-in and gives it to its own tool only. */
  | 'keyring-withheld'
  /** This app's own file of keys: damaged, not readable, or written by a later version. */
  | 'key-file-unreadable'
  | 'key-file-newer';

/** True for failures that pass with time. The others need the user, or a version that knows the new answer. */
export function isTransient(failure: Failure): boolean {
  return (
    failure.kind === 'limited' || failure.kind === 'server' || failure.kind === 'network' || failure.kind === 'timeout'
  );
}

/** True for failures of the connection: a network, a proxy or a country, which may change at any time. */
export function isConnectionFailure(failure: Failure): boolean {
  return failure.kind === 'network' || failure.kind === 'timeout' || failure.kind === 'forbidden';
}

/** True for failures that only a new sign-in ends. This app sends no request until the sign-in changes. */
export function needsSignIn(failure: Failure): boolean {
  return failure.kind === 'unauthorised' || failure.kind === 'credential-expired' || failure.kind === 'credential';
}

const longestText = 2_000;
const regionText =
  /unsupported_country|region_territory|unsupported.region|(country|region|location)\b[^.]{0,60}\bnot (supported|available|allowed)|not (supported|available|allowed)[^.]{0,60}\b(country|region|location)/i;
const signInText =
  /authenticat|authoriz(?!ation_pending)|unauthori[sz]ed|credential|token|api[ _-]?key|\bscope|sign(ed)?[ _-]?(in|out)|log(ged)?[ _-]?(in|out)|session|permission|revoked|expired|deactivated|invalid_grant/i;

/**
 * The failure of an answer with status 403 or 451. It ends a sign-in only where the body is the service's own JSON
 * and names the sign-in. Everything else forbids the request: a country, a block page, another reason.
 *
 * @param body The parsed JSON; undefined: the body is a text, a page or empty.
 */
export function judgeForbidden(status: number, body: unknown): Failure {
  const reason = reasonOf(body);
  if (status === 451 || regionText.test(reason)) return { kind: 'forbidden', status, by: 'region' };
  if (asRecord(body) === null) return { kind: 'forbidden', status, by: 'edge' };
  return signInText.test(reason) ? { kind: 'unauthorised', status } : { kind: 'forbidden', status, by: 'service' };
}

/** True where the service says in its own JSON that it does not serve this country, whatever the status. */
export function isRegionRefusal(body: unknown): boolean {
  return asRecord(body) !== null && regionText.test(reasonOf(body));
}

/** The codes, types and sentences by which a service explains a refusal, in one line of limited length. */
function reasonOf(body: unknown): string {
  const root = asRecord(body);
  const parts = [root, asRecord(root?.['error']), asRecord(root?.['detail'])];
  const texts = parts.flatMap((part) =>
    ['code', 'type', 'message', 'msg', 'error', 'detail', 'reason', 'error_description'].map((key) => part?.[key]),
  );
  return texts
    .filter((text): text is string => typeof text === 'string')
    .map((text) => text.slice(0, longestText))
    .join(' ');
}

const longestWaitMs = dayMs;
const httpDate = /^(?:[A-Za-z]{3,9}), .+ GMT$/;

/**
 * How long the service asks to wait, ms, at most 24 hours. It reads the header `Retry-After` in seconds or as a
 * date, else `retry_after` and `resets_in_seconds` of the body, or those and `resets_at` inside `error`. Null where
 * no hint is above 0, because a 0 does not say when to come back.
 */
export function retryAfterMs(header: string | null, body: unknown, nowMs: number): number | null {
  const root = asRecord(body);
  const error = asRecord(root?.['error']);
  const hints = [
    secondsMs(header),
    dateMs(header, nowMs),
    secondsMs(root?.['retry_after']),
    secondsMs(error?.['retry_after']),
    secondsMs(root?.['resets_in_seconds']),
    secondsMs(error?.['resets_in_seconds']),
    untilMs(parseInstantMs(error?.['resets_at']), nowMs),
  ];
  const hint = hints.find((each) => each !== null && each > 0) ?? null;
  return hint === null ? null : Math.min(Math.ceil(hint), longestWaitMs);
}

function secondsMs(value: unknown): number | null {
  const seconds = parseNumber(value);
  return seconds === null ? null : seconds * secondMs;
}

/** Only dates that name GMT. Without it, `Date.parse` would read the date in the time zone of this computer. */
function dateMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  return httpDate.test(text) ? untilMs(Date.parse(text), nowMs) : null;
}

function untilMs(atMs: number | null, nowMs: number): number | null {
  return atMs === null || Number.isNaN(atMs) ? null : atMs - nowMs;
}

/**
 * Why the tool of an account gave no figures when it was asked. `no-figures`: its service did not answer it. `no-limits`:
 * its account has no plan with limits. `other-account`: another account is signed in by now.
 */
export const toolFailures = [
  'not-installed',
  'does-not-start',
  'no-folder',
  'no-answer',
  'no-figures',
  'no-limits',
  'not-understood',
  'other-account',
] as const;

/** One of `toolFailures`. */
export type ToolFailure = (typeof toolFailures)[number];
