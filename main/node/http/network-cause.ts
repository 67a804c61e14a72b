import type { NetworkCause } from '../../../core/polling/failure.ts';

const causes: Readonly<Record<string, NetworkCause>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'reset',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_CRL: 'tls',
  EPROTO: 'tls',
};

const tlsPattern = /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|INVALID_CA|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)/;

/** The kind of fault behind an error's code; nothing else of the error is looked at or kept. */
export function networkCauseOf(code: string | null): NetworkCause {
  if (code === null) {
    return 'other';
  }
  return causes[code] ?? (tlsPattern.test(code) ? 'tls' : 'other');
}

/** The code of an error, or of the first one of several (an address tried after another). */
export function errorCodeOf(error: unknown): string | null {
  const { code, errors, cause } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly code?: unknown;
    readonly errors?: unknown;
    readonly cause?: unknown;
  };
  if (typeof code === 'string' && !code.startsWith('ERR_BAD_') && code !== 'ERR_NETWORK') {
    return code;
  }
  const inner = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause;
  return inner === undefined || inner === error ? null : errorCodeOf(inner);
}
