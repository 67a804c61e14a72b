import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noContent } from '../../../../../main/node/api/reply.ts';
import { createRouter, type Method, type Route } from '../../../../../main/node/api/router.ts';

const row = (method: Method, path: string): Route => ({ method, path, answer: () => noContent });
const routes = [
  row('GET', '/v1/ledger/installs'),
  row('GET', '/v1/ledger/installs/{id}'),
  row('POST', '/v1/ledger/installs/{id}/reservations'),
  row('DELETE', '/v1/ledger/installs/{id}/reservations/{reservationId}'),
  row('POST', '/v1/slots/{id}'),
  row('DELETE', '/v1/slots/{id}'),
];
const matchRoute = createRouter(routes);

function parametersOf(method: string, target: string): Record<string, string> | string {
  const match = matchRoute(method, target);
  return match.kind === 'route' ? Object.fromEntries(match.parameters) : match.kind;
}

test.each([
  ['GET', '/v1/ledger/installs', {}],
  ['GET', '/v1/ledger/installs?limit=3#x', {}],
  ['GET', '/v1/ledger/installs/a', { id: 'a' }],
  ['GET', '/v1/ledger/installs/a%2Fb%20ä', { id: 'a/b ä' }],
  ['GET', '/v1/ledger/installs/__proto__', { id: '__proto__' }],
  ['DELETE', '/v1/ledger/installs/a/reservations/r1', { id: 'a', reservationId: 'r1' }],
  ['GET', '/v1/ledger/installs/', 'no-path'],
  ['GET', '/v1/ledger', 'no-path'],
  ['GET', '/v1/ledger/installs/a/b', 'no-path'],
  ['GET', '/V1/ledger/installs', 'no-path'],
  ['GET', '/v1/ledger/installs/%E0%A4%A', 'no-path'],
  ['GET', 'http://host/v1/ledger/installs', 'no-path'],
  ['GET', '', 'no-path'],
  ['OPTIONS', '*', 'no-path'],
  ['PUT', '/v1/ledger/installs/a', 'no-method'],
  ['get', '/v1/ledger/installs', 'no-method'],
])('%s %s', (method, target, expected) => {
  expect(parametersOf(method, target)).toEqual(expected);
});

test('a wrong method gets the allowed ones', () => {
  expect(matchRoute('GET', '/v1/slots/s')).toEqual({ kind: 'no-method', allow: 'POST, DELETE' });
});

test('it never throws, whatever the target', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (method, target) => {
      expect(['route', 'no-method', 'no-path']).toContain(matchRoute(method, `/${target}`).kind);
    }),
  );
});
