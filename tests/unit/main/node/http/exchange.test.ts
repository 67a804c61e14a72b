import { describe, expect, test } from 'vitest';
import { errorCodeOf, networkCauseOf } from '../../../../../main/node/http/exchange.ts';

describe('cause of a network fault', () => {
  test.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['EHOSTUNREACH', 'other'],
    [null, 'other'],
  ] as const)('%s is %s', (code, cause) => {
    expect(networkCauseOf(code)).toBe(cause);
  });

  test.each([
    [{ code: 'ENOTFOUND' }, 'ENOTFOUND'],
    [{ code: 'ERR_NETWORK', cause: { code: 'EPIPE' } }, 'EPIPE'],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ENETUNREACH' }] }, 'ECONNREFUSED'],
    [{ code: 7 }, null],
    ['text', null],
    [null, null],
    [undefined, null],
  ])('%j has the code %j', (error, code) => {
    expect(errorCodeOf(error)).toBe(code);
  });

  test('an error that is its own cause does not loop', () => {
    const error: { cause?: unknown } = {};
    error.cause = error;
    expect(errorCodeOf(error)).toBeNull();
  });
});
