import type { Failure } from '../../core/refresh/failure.ts';
import { exampleAccount } from './engine-world.ts';

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
