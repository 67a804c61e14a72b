import * as v from 'valibot';
import type { Failure } from '../polling/failure.ts';
import { boundedText } from '../units/bounds.ts';

/** A version of the app that was published for everybody. */
export interface Release {
  /** Three numbers, such as `0.2.0`. */
  readonly version: string;
}

const project = 'https://github.com/quota-tray/quota-tray';

const releaseSchema = v.object({
  tag_name: v.pipe(boundedText(40), v.regex(/^v?(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/)),
  draft: v.optional(v.boolean(), false),
  prerelease: v.optional(v.boolean(), false),
});

/**
 * Returns the release that GitHub names as the latest one. Null: the answer has another form, or its version is a draft, a
 * pre-release or no version of three numbers. Never throws.
 */
export function parseRelease(body: unknown): Release | null {
  const result = v.safeParse(releaseSchema, body);
  if (!result.success || result.output.draft || result.output.prerelease) return null;
  return { version: result.output.tag_name.replace(/^v/, '') };
}

/** Returns the page of a version, which has its files and says what changed. Null: the page with all versions. */
export function releasePage(release: Release | null): string {
  return release === null ? `${project}/releases` : `${project}/releases/tag/v${release.version}`;
}

/** Why a look for a new version gave no version. */
export type CheckFailure =
  | { readonly kind: 'unreachable' | 'proxy' | 'certificate' | 'not-understood' | 'bad-address' }
  | { readonly kind: 'refused'; readonly status: number | null };

/** What became of a look for the latest version. */
export type CheckOutcome =
  | { readonly kind: 'release'; readonly release: Release }
  | { readonly kind: 'failed'; readonly failure: CheckFailure };

/** Returns why a look for a new version failed, from the outcome of its request. */
export function checkFailureOf(failure: Failure): CheckFailure {
  switch (failure.kind) {
    case 'network':
      if (failure.cause === 'tls') return { kind: 'certificate' };
      return { kind: failure.cause.startsWith('proxy') ? 'proxy' : 'unreachable' };
    case 'timeout':
      return { kind: 'unreachable' };
    case 'limited':
      return { kind: 'refused', status: null };
    case 'server':
    case 'forbidden':
    case 'unauthorised':
    case 'unexpected-status':
      return { kind: 'refused', status: failure.status };
    default:
      return { kind: 'not-understood' };
  }
}
