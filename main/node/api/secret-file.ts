import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';
import type { FileCause } from '../../../core/settings/storage-problem.ts';
import { replaceFile } from '../storage/json-file.ts';
import { lockOf, withLockNow } from '../storage/process-lock.ts';

/** 32 random bytes in base64url. */
const form = /^[A-Za-z0-9_-]{43}$/;

export type SecretOutcome =
  | { readonly kind: 'secret'; readonly secret: string }
  /** There is none and none could be kept. */
  | { readonly kind: 'not-kept'; readonly cause: FileCause | 'busy' };

/** The work under the lock takes some milliseconds. */
const waitMs = 3_000;

/** The secret of the file; null where there is none of the right form. Never throws. */
export function readSecret(file: string): string | null {
  try {
    const text = fs.readFileSync(file, 'utf8').trim();
    return form.test(text) ? text : null;
  } catch {
    return null;
  }
}

/**
 * The secret of the file, made at the first use (0600); with `renew` always a new one. Two processes that
 * use it first at once get the same one. Never throws.
 */
export function ensureSecret(file: string, renew = false): SecretOutcome {
  const known = renew ? null : readSecret(file);
  if (known !== null) return { kind: 'secret', secret: known };
  const outcome = withLockNow(lockOf(file), () => madeSecret(file, renew), { waitMs });
  if (outcome.kind === 'done') return outcome.value;
  return { kind: 'not-kept', cause: outcome.kind === 'busy' ? 'busy' : outcome.cause };
}

function madeSecret(file: string, renew: boolean): SecretOutcome {
  const known = renew ? null : readSecret(file);
  if (known !== null) return { kind: 'secret', secret: known };
  const secret = randomBytes(32).toString('base64url');
  const written = replaceFile(file, `${secret}\n`);
  return written.ok ? { kind: 'secret', secret } : { kind: 'not-kept', cause: written.cause };
}

/** Whether both are the same, in a time that tells nothing of either. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
