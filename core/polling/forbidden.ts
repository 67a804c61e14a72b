import { asRecord } from '../providers/json.ts';
import type { Failure } from './failure.ts';

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
