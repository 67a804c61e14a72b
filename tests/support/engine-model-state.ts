import type { Finding, HttpOutcome } from '../../core/ports.ts';
import type { Failure } from '../../core/polling/failure.ts';
import { exampleAccount, grantBody, usageBody } from './engine-world.ts';

export const machineAccounts = [
  exampleAccount('a', { baseUrl: 'https://one.example' }),
  exampleAccount('b', { baseUrl: 'https://one.example' }),
  exampleAccount('c', { id: 'claude:c', provider: 'claude', organizationId: 'org-c', baseUrl: 'https://two.example' }),
] as const;

/** What can happen to the engine in a story. */
export type MachineEvent =
  | { readonly kind: 'pass'; readonly byMs: number }
  | { readonly kind: 'jump'; readonly byMs: number; readonly rings: boolean }
  | { readonly kind: 'answer'; readonly flight: number; readonly outcome: Outcome }
  | { readonly kind: 'found'; readonly account: number; readonly token: number; readonly expiresInMs: number | null }
  | { readonly kind: 'lost'; readonly account: number }
  | { readonly kind: 'forget' | 'forget-grant'; readonly account: number }
  | { readonly kind: 'refresh'; readonly account: number | null }
  | { readonly kind: 'observe'; readonly account: number; readonly ageMs: number; readonly used: number }
  | { readonly kind: 'pause' | 'resume' | 'open-panel' | 'restart' }
  | { readonly kind: 'surroundings'; readonly onBattery: boolean; readonly locked: boolean }
  | {
      readonly kind: 'settings';
      readonly refreshMinutes: number;
      readonly askCodex: boolean;
      readonly askClaude: boolean;
      readonly essentialTrafficOnly: boolean;
    };

export type Outcome =
  | { readonly kind: 'good'; readonly used: number; readonly resetInMs: number }
  | { readonly kind: 'odd' }
  | { readonly kind: 'failure'; readonly failure: Failure };

export interface Flight {
  readonly accountId: string;
  readonly endpointId: string;
  readonly fingerprint: string;
  readonly generation: number;
  readonly land: (outcome: HttpOutcome) => void;
}

export interface Machine {
  readonly play: (event: MachineEvent) => Promise<void>;
  /** Everything is well from now on: signed in again, answered at once. Then `forMs` go by. */
  readonly recover: (forMs: number) => Promise<void>;
  readonly violations: readonly string[];
  /** All that is known and was asked, as text, to be compared with another run. */
  readonly record: () => string;
  readonly lastAskedAtMs: (accountId: string) => number;
  /** How often the usage of an account was asked. */
  readonly asked: (accountId: string) => number;
  readonly nowMs: () => number;
}

export function isUsageOf(
  each: { readonly accountId: string; readonly endpointId: string },
  accountId: string,
): boolean {
  return each.accountId === accountId && each.endpointId === 'usage';
}

export const lostAnswer: Outcome = { kind: 'failure', failure: { kind: 'network', cause: 'reset' } };

/** What the service says when all is well. */
export function goodOutcome(
  accountId: string,
  endpointId: string,
  { used, resetInMs }: { readonly used: number; readonly resetInMs: number },
  fingerprint: string,
  nowMs: number,
): HttpOutcome {
  if (endpointId === 'grant') {
    return { kind: 'body', body: grantBody({ amount_minor_units: used * 100 }), fingerprint };
  }
  const isClaude = accountId.startsWith('claude');
  const resets_at = new Date(nowMs + resetInMs).toISOString();
  const value = isClaude ? { five_hour: { utilization: used, resets_at } } : usageBody(used, nowMs + resetInMs);
  return { kind: 'body', body: value, fingerprint };
}

const minuteMs = 60_000;
const longestMs = { limited: 24 * 60 * minuteMs, other: 17 * minuteMs } as const;

/** What a person with a notebook knows about one endpoint of an account. */
interface EndpointNotes {
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
