import { assertNever } from '../../../core/assert-never.ts';
import type {
  CommitAnswer,
  Denied,
  InvalidRequest,
  LedgerUnavailable,
  PlanAnswer,
  ReleaseAnswer,
  ReserveAnswer,
  RowAnswer,
  RowsAnswer,
  UnavailableReason,
} from '../../../core/ledger/store.ts';
import type { Tiers } from '../../../core/ledger/tiers.ts';
import { toIso } from '../../../core/units/time.ts';
import { json, noContent, problem, type Reply } from './reply.ts';

/** Returns 200 if the call is allowed, else 402 with the same members. */
export function planReply(answer: PlanAnswer, tiers: Tiers): Reply {
  switch (answer.kind) {
    case 'allowed':
      return json(200, { allowed: true, backend: answer.backend, reason: null, ...answer.balance });
    case 'denied':
      return deniedReply(answer);
    default:
      return faultReply(answer, tiers);
  }
}

/** Returns 201 with the reservation, or 402 if there is no credit to hold. */
export function reserveReply(answer: ReserveAnswer, tiers: Tiers): Reply {
  switch (answer.kind) {
    case 'reserved': {
      const { reservationId, backend, expiresAtMs, balance } = answer;
      return json(201, { reservationId, backend, expiresAt: toIso(expiresAtMs), ...balance });
    }
    case 'denied':
      return deniedReply(answer);
    default:
      return faultReply(answer, tiers);
  }
}

/** Returns 200 with what is left. The booking is stored by then. */
export function commitReply(answer: CommitAnswer, tiers: Tiers): Reply {
  switch (answer.kind) {
    case 'committed':
      return json(200, { charged: answer.charged, tier: answer.tier, ...answer.balance });
    case 'unknown-reservation':
      return problem(
        404,
        'There is no such reservation for this install. It may have run out days ago; commit the call with its tier and backend instead.',
      );
    case 'was-released':
      return problem(
        409,
        'This reservation was released, so it cannot be charged. Commit the call with its tier and backend instead.',
      );
    default:
      return faultReply(answer, tiers);
  }
}

/** Returns 204 when the credit is free again. */
export function releaseReply(answer: ReleaseAnswer, tiers: Tiers): Reply {
  switch (answer.kind) {
    case 'released':
      return noContent;
    case 'unknown-reservation':
      return problem(
        404,
        'There is no such reservation for this install, so there is nothing to release and it holds no credit. Check the id; a reservation is forgotten a week after its time is over.',
      );
    case 'was-committed':
      return problem(409, 'This reservation was charged already, so its credit cannot be given back.');
    default:
      return faultReply(answer, tiers);
  }
}

/** Returns 200 with the row of one install. */
export function rowReply(answer: RowAnswer, tiers: Tiers): Reply {
  return answer.kind === 'row' ? json(200, answer.row) : faultReply(answer, tiers);
}

/** Returns 200 with a page of rows. The header `Link` names the next page. `limit` comes from the request. */
export function rowsReply(answer: RowsAnswer, tiers: Tiers, limit: number | null): Reply {
  if (answer.kind !== 'rows') return faultReply(answer, tiers);
  const { rows, next } = answer;
  const isMore = next !== null && limit !== null;
  return json(200, rows, isMore ? { Link: `<${installsPath}?limit=${limit}&cursor=${next}>; rel="next"` } : {});
}

export const installsPath = '/v1/ledger/installs';

const denials = {
  out_of_credits: 'This install has no credit left on this tier.',
  gemini_cap_exceeded_no_hardware:
    "This install has used up what its tier may send to Gemini. A call on the install's own hardware is still possible.",
} as const;

function deniedReply({ reason, balance }: Denied): Reply {
  return problem(402, denials[reason], { allowed: false, backend: null, reason, ...balance });
}

function faultReply(answer: InvalidRequest | LedgerUnavailable, tiers: Tiers): Reply {
  return answer.kind === 'invalid'
    ? invalidReply(answer, tiers)
    : problem(503, unavailableText(answer.reason), { reason: answer.reason }, { 'Retry-After': '5' });
}

function invalidReply({ what }: InvalidRequest, tiers: Tiers): Reply {
  switch (what) {
    case 'install-id':
      return problem(400, 'An install id is a UUID, such as 5e7a11ed-0000-4000-8000-00000000000a.');
    case 'reservation-id':
      return problem(400, 'A reservation id is the UUID that the reservation was answered with.');
    case 'job-id':
      return problem(400, '"jobId" is 1 to 200 visible characters.');
    case 'ttl':
      return problem(400, '"ttlSeconds" is more than 0 and at most 86400.');
    case 'tier':
      return problem(422, `There is no such tier. The configured tiers are ${Object.keys(tiers).join(', ')}.`, {
        reason: 'unknown_tier',
      });
    default:
      return assertNever(what);
  }
}

const sentences: Readonly<Record<UnavailableReason, string>> = {
  busy: 'The ledger was busy for too long, so nothing was booked. Try again.',
  full: 'The disk of the ledger is full, so nothing was booked. Free some space and try again.',
  'read-only': 'The ledger cannot be written because its disk or its server is read-only. Nothing was booked.',
  denied:
    'The ledger may not be opened. Check that the state folder and ledger.db belong to the user who runs this program; for a ledger on a server, check user, password, database and rights in its connection URL.',
  damaged:
    'The ledger is damaged. On a server, see the log of the server. In a file, ledger.db is damaged or gone and ledger.db.bak is no good copy of it: put a good copy in its place; or, to begin an empty ledger in which every install has its full allowance again, move both files and ledger.db-wal out of the state folder.',
  setting:
    'The setting ledgerUrl cannot be understood, so it is not known where the ledger is. Nothing was booked. Correct it in settings.json (a PostgreSQL address without a password, or "" for this machine), or set QUOTA_TRAY_LEDGER_URL.',
  'newer-version': 'The ledger was written by a later version of Quota Tray. Update this one.',
  'not-loaded': 'The database library cannot be loaded here. Run "quota-tray doctor" for what works.',
  unreachable:
    'The database server of the ledger cannot be reached. Ask again with the same job id or reservation: what was booked before the connection broke is not booked twice.',
  closed: 'The app is quitting. Try again when it runs.',
  other:
    'The ledger could not be used because of a fault, so nothing was booked. Check its disk or, for a ledger on a server, its connection URL.',
};

/** Returns why the ledger cannot answer, and what the reader can do. */
function unavailableText(reason: UnavailableReason): string {
  return sentences[reason];
}
