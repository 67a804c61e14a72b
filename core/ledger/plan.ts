import type { Balance } from './balance.ts';
import type { Backend } from './install.ts';

export type DenialReason = 'out_of_credits' | 'gemini_cap_exceeded_no_hardware';

export type Planned =
  | { readonly allowed: true; readonly backend: Backend }
  | { readonly allowed: false; readonly reason: DenialReason };

/** Where a call may go: to Gemini while its sub-cap is open, then to the install's own hardware (S3-7). */
export function planned({ remaining, geminiRemaining }: Balance, hasHardware: boolean): Planned {
  if (remaining === 0) return { allowed: false, reason: 'out_of_credits' };
  if (geminiRemaining !== 0) return { allowed: true, backend: 'gemini' };
  return hasHardware
    ? { allowed: true, backend: 'hardware' }
    : { allowed: false, reason: 'gemini_cap_exceeded_no_hardware' };
}
