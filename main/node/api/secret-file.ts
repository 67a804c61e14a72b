import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FileCause } from '../../../core/settings/storage-problem.ts';
import { replaceFile } from '../storage/json-file.ts';
import { readOwnFile } from '../storage/own-file.ts';
import { lockOf, withLockNow } from '../storage/process-lock.ts';

/** 32 random bytes in base64url. */
const form = /^[A-Za-z0-9_-]{43}$/;

export type SecretOutcome =
  | { readonly kind: 'secret'; readonly secret: string }
  /** The file holds no secret, and a new one could not be saved. */
  | { readonly kind: 'not-kept'; readonly cause: FileCause | 'busy' };

/** The lock is held for some milliseconds only. */
const waitMs = 3_000;

/** Returns the secret of the file. Null if it has none of the right form, or if others can read it. Never throws. */
export function readSecret(file: string): string | null {
  const found = readOwnFile(file, { maximumBytes: 1024, isSecret: true });
  const text = found.kind === 'text' ? found.text.trim() : '';
  return form.test(text) ? text : null;
}

/**
 * Returns the secret of the file and creates it at the first use, for its owner only (0600). With `renew` it is always a
 * new one. Two processes that create it at the same time get the same secret. Never throws.
 */
export function ensureSecret(file: string, renew = false): SecretOutcome {
  const known = renew ? null : readSecret(file);
  if (known !== null) return { kind: 'secret', secret: known };
  const outcome = withLockNow(lockOf(file), () => createSecret(file, renew), { waitMs });
  if (outcome.kind === 'done') return outcome.value;
  return { kind: 'not-kept', cause: outcome.kind === 'busy' ? 'busy' : outcome.cause };
}

function createSecret(file: string, renew: boolean): SecretOutcome {
  const known = renew ? null : readSecret(file);
  if (known !== null) return { kind: 'secret', secret: known };
  const secret = randomBytes(32).toString('base64url');
  const written = replaceFile(file, `${secret}\n`);
  return written.ok ? { kind: 'secret', secret } : { kind: 'not-kept', cause: written.cause };
}

/** Returns whether both secrets are equal. The time it takes reveals nothing about them. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
