import type { Finding } from '../../core/ports.ts';
import type { Outcome } from './machine-events.ts';

const minuteMs = 60_000;
const longestMs = { limited: 24 * 60 * minuteMs, other: 17 * minuteMs } as const;

/** What a person with a notebook knows about one endpoint of an account. */
export interface EndpointNotes {
  refusedToken: string | null;
  wait: { attempt: number; untilMs: number; isLimited: boolean; isOfTheWay: boolean } | null;
  /** Its request under way was made pointless by a person. */
  isDropped: boolean;
}

/** What a person with a notebook knows about an account, without looking into the engine. */
export interface Notes {
  finding: Finding | null;
  token: string;
  expiresAtMs: number | null;
  /** Grows with whatever makes a request under way pointless. */
  generation: number;
  readonly endpoints: Map<string, EndpointNotes>;
  hadWindows: boolean;
}

export function newNotes(): Notes {
  return {
    finding: null,
    token: '',
    expiresAtMs: null,
    generation: 0,
    endpoints: new Map(),
    hadWindows: false,
  };
}

export function endpointNotes({ endpoints }: Notes, endpointId: string): EndpointNotes {
  const known = endpoints.get(endpointId) ?? { refusedToken: null, wait: null, isDropped: false };
  endpoints.set(endpointId, known);
  return known;
}

export function noteOutcome(account: Notes, endpointId: string, outcome: Outcome, token: string, nowMs: number): void {
  const note = endpointNotes(account, endpointId);
  if (outcome.kind === 'good') {
    note.wait = null;
    return;
  }
  if (outcome.kind === 'failure' && outcome.failure.kind === 'unauthorised') {
    note.wait = null;
    // A refusal of the sign-in before says nothing about the one of now.
    if (token === account.token) note.refusedToken = token;
    return;
  }
  const attempt = (note.wait?.attempt ?? 0) + 1;
  const isLimited = outcome.kind === 'failure' && outcome.failure.kind === 'limited';
  const isOfTheWay = outcome.kind === 'failure' && ['network', 'timeout'].includes(outcome.failure.kind);
  const hintMs = outcome.kind === 'failure' && outcome.failure.kind === 'limited' ? outcome.failure.retryAfterMs : null;
  const plainMs = outcome.kind === 'odd' ? 5 * minuteMs : Math.min(minuteMs * 2 ** (attempt - 1), 15 * minuteMs);
  note.wait = { attempt, untilMs: nowMs + Math.max(plainMs, hintMs ?? 0), isLimited, isOfTheWay };
}

/** A clock that was set back must not make a wait longer than it was: its end moves back as far as the clock did. */
export function withinReach(noted: EndpointNotes['wait'], nowMs: number, jumpMs: number): EndpointNotes['wait'] {
  if (noted === null) return null;
  const wait = jumpMs < 0 ? { ...noted, untilMs: noted.untilMs + jumpMs } : noted;
  return { ...wait, untilMs: Math.min(wait.untilMs, nowMs + (wait.isLimited ? longestMs.limited : longestMs.other)) };
}
