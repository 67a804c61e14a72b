import { asRecord } from '../units/json.ts';
import { parseNumber } from '../units/number.ts';
import { parseInstantMs } from '../units/time.ts';

/** Why a refresh brought nothing. Values, never exceptions; one table turns them into sentences. */
export type Failure =
  | { readonly kind: 'credential'; readonly problem: CredentialProblem }
  | { readonly kind: 'credential-expired'; readonly expiredAtMs: number }
  | { readonly kind: 'unauthorised'; readonly status: number }
  | { readonly kind: 'limited'; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'server';
      readonly status: number;
      /** How long the service asks to wait; left out: it does not say. */
      readonly retryAfterMs?: number;
    }
  /** The way to the service is closed; the sign-in is not in question. */
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
  /** The answer held the secret that was sent, and was thrown away. */
  | { readonly kind: 'secret-repeated' };

/** `proxy-unsupported`: the proxy speaks a protocol that the app does not, such as SOCKS. */
export type NetworkCause = 'dns' | 'refused' | 'reset' | 'tls' | 'proxy' | 'proxy-unsupported' | 'other';

/**
 * Who refuses a request although the sign-in is not in question. `region`: the service, because of the
 * country; `edge`: a text or a page in front of the service; `service`: its own JSON with another reason.
 */
type ForbiddenBy = 'region' | 'edge' | 'service';

/** What can be wrong with another program's sign-in file (systems.md X.3). */
export type CredentialProblem =
  | 'missing'
  | 'unreadable'
  | 'symbolic-link'
  | 'too-large'
  | 'open-to-others'
  | 'malformed'
  | 'api-key-only'
  | 'missing-scope'
  /** There is a sign-in, and it is not known yet whose it is. */
  | 'unidentified'
  /** The file that tells who is signed in, beside the sign-in itself. */
  | 'identity-unreadable'
  | 'identity-malformed'
  | 'identity-too-large'
  | 'bad-base-url'
  /** Our own file of keys: damaged or not to be read, or written by a later version. */
  | 'key-file-unreadable'
  | 'key-file-newer';

/** True for failures that end by waiting; the others need a person or a new answer form (S4-5). */
export function isTransient(failure: Failure): boolean {
  return (
    failure.kind === 'limited' || failure.kind === 'server' || failure.kind === 'network' || failure.kind === 'timeout'
  );
}

/** True for failures of the way to the service: a network, a proxy or a country that may change at any time. */
export function isConnectionFailure(failure: Failure): boolean {
  return failure.kind === 'network' || failure.kind === 'timeout' || failure.kind === 'forbidden';
}

/** True for failures that only a new sign-in ends: no request until the credential changes. */
export function needsSignIn(failure: Failure): boolean {
  return failure.kind === 'unauthorised' || failure.kind === 'credential-expired' || failure.kind === 'credential';
}

const longestWord = 2_000;
const ofRegion =
  /unsupported_country|region_territory|unsupported.region|(country|region|location)\b[^.]{0,60}\bnot (supported|available|allowed)|not (supported|available|allowed)[^.]{0,60}\b(country|region|location)/i;
const ofSignIn =
  /authenticat|authoriz(?!ation_pending)|unauthori[sz]ed|credential|token|api[ _-]?key|\bscope|sign(ed)?[ _-]?(in|out)|log(ged)?[ _-]?(in|out)|session|permission|revoked|expired|deactivated|invalid_grant/i;

/**
 * What a refusal with status 403 or 451 means. It ends a sign-in only when the body is the service's own
 * JSON and speaks of the sign-in. Everything else is the way: a country, a block page, another reason.
 *
 * @param body The parsed JSON; undefined where the body is a text, a page or nothing.
 */
export function judgeForbidden(status: number, body: unknown): Failure {
  const words = wordsOf(body);
  if (status === 451 || ofRegion.test(words)) return { kind: 'forbidden', status, by: 'region' };
  if (asRecord(body) === null) return { kind: 'forbidden', status, by: 'edge' };
  return ofSignIn.test(words) ? { kind: 'unauthorised', status } : { kind: 'forbidden', status, by: 'service' };
}

/** True where the service says in its own JSON that it does not serve this country, whatever the status. */
export function isRegionRefusal(body: unknown): boolean {
  return asRecord(body) !== null && ofRegion.test(wordsOf(body));
}

/** The codes, types and sentences by which services explain a refusal, in one line of bounded length. */
function wordsOf(body: unknown): string {
  const root = asRecord(body);
  const parts = [root, asRecord(root?.['error']), asRecord(root?.['detail'])];
  const texts = parts.flatMap((part) =>
    ['code', 'type', 'message', 'msg', 'error', 'detail', 'reason', 'error_description'].map((key) => part?.[key]),
  );
  return texts
    .filter((text): text is string => typeof text === 'string')
    .map((text) => text.slice(0, longestWord))
    .join(' ');
}

const longestMs = 86_400_000;
const httpDate = /^(?:[A-Za-z]{3,9}), .+ GMT$/;

/**
 * How long the service asks to wait, in ms up to 24 h: the header `Retry-After` in seconds or as a
 * date, else the body's `retry_after`, `resets_in_seconds`, or those and `resets_at` inside `error`.
 * Null where no hint is above 0: a 0 says nothing about when (S4-22).
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
  return hint === null ? null : Math.min(Math.ceil(hint), longestMs);
}

function secondsMs(value: unknown): number | null {
  const seconds = parseNumber(value);
  return seconds === null ? null : seconds * 1000;
}

/** Only dates that name GMT: without it the same text would be read in the zone of this machine. */
function dateMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  return httpDate.test(text) ? untilMs(Date.parse(text), nowMs) : null;
}

function untilMs(atMs: number | null, nowMs: number): number | null {
  return atMs === null || Number.isNaN(atMs) ? null : atMs - nowMs;
}
