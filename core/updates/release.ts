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

/** Returns true if a version is higher than another. A pre-release is lower than its release. Unreadable: false. */
export function isNewerVersion(version: string, than: string): boolean {
  const [one, other] = [numbersOf(version), numbersOf(than)];
  if (one === null || other === null) return false;
  const place = one.numbers.findIndex((number, index) => number !== other.numbers[index]);
  if (place >= 0) return (one.numbers[place] ?? 0) > (other.numbers[place] ?? 0);
  return !one.isPreRelease && other.isPreRelease;
}

function numbersOf(version: string): { readonly numbers: readonly number[]; readonly isPreRelease: boolean } | null {
  const match = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-[\w.-]{1,60})?(?:\+[\w.-]{1,60})?$/.exec(version);
  if (match === null) return null;
  return { numbers: match.slice(1, 4).map(Number), isPreRelease: match[4] !== undefined };
}

/** Returns the page of a version, which has its files and says what changed. Null: the page with all versions. */
export function releasePage(release: Release | null): string {
  return release === null ? `${project}/releases` : `${project}/releases/tag/v${release.version}`;
}

/** Why a look for a new version gave no version. */
export type CheckFailure =
  | { readonly kind: 'unreachable' | 'proxy' | 'certificate' | 'not-understood' | 'bad-address' }
  | { readonly kind: 'refused'; readonly status: number | null };

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
