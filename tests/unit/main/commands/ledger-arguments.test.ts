import { expect, test } from 'vitest';

import { parseCommand } from '../../../support/parse-command.ts';

const id = '0a1b2c3d-0000-4000-8000-0000000000f1';
const of = `/v1/ledger/installs/${id}`;

test.each([
  [['plan', '--install', id, '--tier', 'core'], 'POST', `${of}/plan`, { tier: 'core', hasHardware: false }],
  [['plan', '--install', id, '--tier', 'pro', '--hardware'], 'POST', `${of}/plan`, { tier: 'pro', hasHardware: true }],
  [
    ['reserve', '--install', id, '--tier', 'pro', '--job', 'j 1', '--ttl', '60'],
    'POST',
    `${of}/reservations`,
    { tier: 'pro', hasHardware: false, jobId: 'j 1', ttlSeconds: 60 },
  ],
  [['commit', id], 'POST', '/v1/ledger/commits', { reservationId: id }],
  [
    ['commit', '--install', id, '--tier', 'pro', '--backend', 'hardware', '--job', 'j'],
    'POST',
    `${of}/commits`,
    { tier: 'pro', backend: 'hardware', jobId: 'j' },
  ],
  [['release', id], 'DELETE', `/v1/ledger/reservations/${id}`, undefined],
  [['show'], 'GET', '/v1/ledger/installs', undefined],
  [['show', '--limit', '20'], 'GET', '/v1/ledger/installs?limit=20', undefined],
  [['show', '--limit', '20', '--cursor', id], 'GET', `/v1/ledger/installs?limit=20&cursor=${id}`, undefined],
  [['show', 'a/b?c'], 'GET', '/v1/ledger/installs/a%2Fb%3Fc', undefined],
])('ledger %j is %s %s', (words, method, path, body) => {
  const command = { kind: 'ledger', action: words[0], method, path, body };
  expect(parseCommand(['ledger', ...words])).toEqual({ ...command, json: false });
  expect(parseCommand(['ledger', ...words, '--json'])).toEqual({ ...command, json: true });
});

test.each([
  [[], 'ledger is followed by one of'],
  [['pay'], 'ledger is followed by one of'],
  [['constructor'], 'ledger is followed by one of'],
  [['plan'], '--install needs'],
  [['plan', '--install', ''], '--install needs'],
  [['plan', '--install', id], 'needs --tier'],
  [['plan', id, '--install', id, '--tier', 'core'], `takes no "${id}"`],
  [['plan', '--install', id, '--tier', 'core', '--job', 'j'], '--job does not go with ledger plan'],
  [['reserve', '--install', id, '--tier', 'core', '--ttl', 'soon'], '--ttl is a whole number'],
  [['commit'], 'needs a reservation'],
  [['commit', id, '--tier', 'core'], 'not both'],
  [['commit', '--install', id, '--tier', 'core'], '--backend is gemini or hardware'],
  [['commit', '--install', id, '--tier', 'core', '--backend', 'x'], '--backend is gemini or hardware'],
  [['release'], 'needs the id of a reservation'],
  [['show', id, 'more'], 'takes no "more"'],
  [['show', '--limit', '0'], '--limit is a whole number'],
  [['show', '--cursor', id], '--cursor goes with --limit'],
  [['show', id, '--limit', '3'], 'do not go with an install'],
  [['show', '--hardware'], '--hardware does not go with ledger show'],
  [['import'], 'needs the file'],
  [['plan', '--unknown'], "Unknown option '--unknown'"],
])('ledger %j is refused with a sentence', (words, sentence) => {
  expect(parseCommand(['ledger', ...words])).toEqual({
    kind: 'bad',
    message: expect.stringContaining(sentence) as string,
  });
});

test('ledger import takes a file, and ledger has a help', () => {
  expect(parseCommand(['ledger', 'import', 'credits.json', '--json'])).toEqual({
    kind: 'ledger-import',
    file: 'credits.json',
    json: true,
  });
  expect(parseCommand(['ledger', '--help'])).toEqual({ kind: 'help' });
});
