import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { CertificateProblem, NetworkTest } from '../../../core/settings/network.ts';
import type { Settings } from '../../../core/settings/settings.ts';
import { isLoopbackHost, parseUrl } from '../credentials/base-url.ts';
import type { PublicHttp } from './http-client.ts';
import { type ProxyFor, proxyForUrl } from './proxy.ts';

/** The way of requests: through which proxy, and whose certificates are trusted. */
export interface Network {
  /** Returns the proxy for an address, as a URL. Null: no proxy. May reject when the system's proxy script fails. */
  readonly proxyOf: (url: URL) => Promise<string | null>;
  /** Returns the trusted certificates as PEM; undefined: those of Node alone. */
  readonly certificates: () => readonly string[] | undefined;
}

/** The network of the settings, with what is wrong with their file of certificates. */
export interface OwnNetwork extends Network {
  /** Null: nothing, or there is no file. */
  readonly certificateProblem: () => CertificateProblem | null;
}

/** Returns the way by the environment and the system alone. */
export function plainNetwork(systemProxy: ProxyFor | undefined): Network {
  return { proxyOf: (url) => proxyForUrl(url, systemProxy), certificates: () => undefined };
}

/**
 * Creates the way by the user's settings. A file with certificates that cannot be read adds none, so that nothing less is
 * checked. The file is read again when the setting names another one.
 *
 * @param withSignIn Adds the user name and the password of the own proxy to its address, as a URL has them.
 */
export function createNetwork(
  settings: () => Pick<Settings, 'proxyMode' | 'proxyUrl' | 'certificateFile'>,
  systemProxy: ProxyFor | undefined,
  withSignIn: (proxyUrl: string) => Promise<string> = async (proxyUrl) => proxyUrl,
): OwnNetwork {
  const system = plainNetwork(systemProxy);
  let known: { readonly file: string; readonly reading: CertificateReading } | null = null;
  const reading = (): CertificateReading => {
    const { certificateFile: file } = settings();
    if (file === '') return { kind: 'none' };
    if (known?.file !== file) known = { file, reading: readCertificates(file) };
    return known.reading;
  };
  return Object.freeze({
    proxyOf: async (url: URL) => {
      const { proxyMode, proxyUrl } = settings();
      if (proxyMode === 'system') return system.proxyOf(url);
      if (proxyMode === 'none' || proxyUrl === '' || isLoopbackHost(url.hostname)) return null;
      return withSignIn(proxyUrl);
    },
    certificates: () => {
      const own = reading();
      return own.kind === 'certificates' ? [...rootCertificates, ...own.pem] : undefined;
    },
    certificateProblem: () => {
      const own = reading();
      return own.kind === 'problem' ? own.problem : null;
    },
  });
}

/** What a file with certificates holds. */
export type CertificateReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'certificates'; readonly pem: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: CertificateProblem };

const mostBytes = 1_000_000;
const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads the certificates in a file. Each must be one that Node understands. */
export function readCertificates(file: string): CertificateReading {
  const problem = (kind: CertificateProblem): CertificateReading => ({ kind: 'problem', problem: kind });
  try {
    const about = statSync(file);
    if (!about.isFile()) return problem('unreadable');
    if (about.size > mostBytes) return problem('too-large');
    const pem = readFileSync(file, 'utf8').match(block) ?? [];
    return pem.length > 0 && pem.every(isCertificate) ? { kind: 'certificates', pem } : problem('no-certificate');
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    return problem(isAbsent ? 'absent' : 'unreadable');
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

const testLimits = { timeoutMs: 15_000, maximumBytes: 256 * 1024 } as const;

/** Tries the way to a public page, without a sign-in. Any answer of the host means that the way is open. */
export async function testNetwork(http: PublicHttp, address: string): Promise<NetworkTest> {
  const host = parseUrl(address)?.host ?? address;
  const reply = await http.get(address, testLimits);
  if (reply.kind !== 'failure') return { host, outcome: 'answered' };
  const { failure } = reply;
  if (failure.kind === 'timeout') return { host, outcome: 'timeout' };
  if (failure.kind !== 'network') return { host, outcome: 'answered' };
  const { cause } = failure;
  const isUnclear = cause === 'refused' || cause === 'reset' || cause === 'other';
  return { host, outcome: isUnclear ? 'unreachable' : cause };
}
