import { describe, expect, it } from 'vitest';
import { isRegionRefusal, judgeForbidden } from '../../../../core/polling/failure.ts';

const region = { code: 'unsupported_country_region_territory', type: 'request_forbidden', message: 'Not here' };

describe('a 403', () => {
  it.each<readonly [string, unknown, object]>([
    ['a country', { error: region }, { kind: 'forbidden', status: 403, by: 'region' }],
    ['a country in words', { error: { message: 'Your location is not supported' } }, { by: 'region' }],
    ['no JSON', undefined, { kind: 'forbidden', status: 403, by: 'edge' }],
    ['a JSON text', 'token expired', { by: 'edge' }],
    ['a list', [{ error: 'token' }], { by: 'edge' }],
    ['an empty object', {}, { by: 'service' }],
    ['another reason', { error: { type: 'forbidden', message: 'Request not allowed' } }, { by: 'service' }],
    ['a field that nobody reads', { debug: 'token' }, { by: 'service' }],
    ['a scope', { error: { type: 'permission_error', message: 'does not meet scope' } }, { kind: 'unauthorised' }],
    ['a token in detail', { detail: { code: 'token_revoked' } }, { kind: 'unauthorised' }],
    ['a workspace that is gone', { detail: { code: 'deactivated_workspace' } }, { kind: 'unauthorised' }],
    ['a key', { error: 'Invalid API key' }, { kind: 'unauthorised' }],
  ])('with %s is judged by what the service says', (_name, body, expected) => {
    expect(judgeForbidden(403, body)).toMatchObject(expected);
  });

  it('with a very long text is judged without delay', () => {
    expect(judgeForbidden(403, { error: 'not '.repeat(200_000) })).toMatchObject({ by: 'service' });
  });
});

it('a country is told apart under other statuses too', () => {
  expect(judgeForbidden(451, undefined)).toMatchObject({ by: 'region' });
  expect(isRegionRefusal({ error: region })).toBe(true);
  expect(isRegionRefusal({ error: { code: 'invalid_api_key' } })).toBe(false);
  expect(isRegionRefusal('unsupported_country_region_territory')).toBe(false);
});
