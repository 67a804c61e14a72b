import { checkFailureOf, type CheckOutcome, parseRelease, type Release } from '../../../core/updates/release.ts';
import { mayCarryToken, parseUrl } from '../credentials/base-url.ts';
import type { PublicHttp } from '../http/http-client.ts';

/** Where the app looks for new versions. */
export interface UpdateAddresses {
  /** Names the latest release, as GitHub's interface does. */
  readonly latest: string;
  /** Returns the folder with the files of a release. */
  readonly filesOf: (release: Release) => string;
}

const github: UpdateAddresses = {
  latest: 'https://api.github.com/repos/quota-tray/quota-tray/releases/latest',
  filesOf: ({ version }) => `https://github.com/quota-tray/quota-tray/releases/download/v${version}`,
};

/**
 * Returns where the app looks for new versions. In a checkout `QUOTA_TRAY_UPDATES_URL` may name another server, for tests;
 * a package ignores that variable, because it decides which program replaces the app. Null: the address is neither
 * `https:` nor on this computer.
 */
export function updateAddresses(
  environment: Readonly<Record<string, string | undefined>>,
  isPackaged: boolean,
): UpdateAddresses | null {
  const stated = isPackaged ? '' : (environment['QUOTA_TRAY_UPDATES_URL'] ?? '').trim();
  if (stated === '') return github;
  const url = parseUrl(stated);
  if (url === null || !mayCarryToken(url)) return null;
  const base = url.href.replace(/\/+$/, '');
  return { latest: `${base}/releases/latest`, filesOf: ({ version }) => `${base}/releases/download/v${version}` };
}

const limits = { timeoutMs: 20_000, maximumBytes: 2 * 1024 * 1024 } as const;

/** Asks for the latest release once, without a sign-in. Never rejects. */
export async function checkRelease(http: PublicHttp, addresses: UpdateAddresses | null): Promise<CheckOutcome> {
  if (addresses === null) return { kind: 'failed', failure: { kind: 'bad-address' } };
  const reply = await http.get(addresses.latest, limits);
  if (reply.kind === 'failure') return { kind: 'failed', failure: checkFailureOf(reply.failure) };
  const release = parseRelease(reply.body);
  return release === null ? { kind: 'failed', failure: { kind: 'not-understood' } } : { kind: 'release', release };
}
