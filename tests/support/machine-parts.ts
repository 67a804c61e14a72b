import type { HttpOutcome } from '../../core/ports.ts';
import { grantBody, usageBody } from './engine-world.ts';
import type { MachineEvent, Outcome } from './machine-events.ts';

export interface Flight {
  readonly accountId: string;
  readonly endpointId: string;
  readonly fingerprint: string;
  readonly generation: number;
  readonly land: (outcome: HttpOutcome) => void;
}

export interface Machine {
  readonly play: (event: MachineEvent) => Promise<void>;
  /** Everything is well from now on: signed in anew, answered at once. Then `forMs` go by. */
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
