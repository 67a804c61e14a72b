import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionText, longestDefinition, parseDefinition } from '../../../../../core/providers/own/text.ts';
import { ownDefinition } from '../../../../support/own-definition.ts';

const good = {
  quotaTrayService: 1,
  name: 'Lab',
  origin: 'https://lab.example',
  path: '/v1/usage',
  headers: { Authorization: 'Bearer {secret}' },
  balance: { at: '/a', unit: 'whole', currency: 'USD' },
};

const manyValues = { used: '/u', limit: '/l', noLimit: [0, 1, 2, 3, 4, 5], unit: 'whole', currency: 'USD' };

/** The problems of a file with these changes, as `member: code`. */
function problemsOf(changes: object): readonly string[] {
  const reading = parseDefinition(JSON.stringify({ ...good, ...changes }, null, 2));
  return reading.kind === 'good' ? [] : reading.problems.map(({ member, code }) => `${member}: ${code}`);
}

describe('a service file', () => {
  it('with every kind of figure is taken, and is the same after it was written', () => {
    const reading = parseDefinition(definitionText(ownDefinition));
    expect(reading).toEqual({ kind: 'good', definition: ownDefinition });
  });

  it('names the line and the column of each problem, in the order of the text', () => {
    const text = `{
  "quotaTrayService": 1,
  "name": "Lab",
  "path": "v1",
  "headers": { "Authorization": "Bearer {secret}" },
  "windows": [
    { "length": "5h",
      "figure": "percent" , "at": "/a" }
  ],
  "extra": true
}`;
    const reading = parseDefinition(text);
    expect(reading.kind === 'bad' ? reading.problems : []).toEqual([
      { line: 4, column: 3, member: 'path', code: 'path', allowed: [] },
      {
        ...{ line: 8, column: 7, member: 'windows[0].figure', code: 'not-listed' },
        allowed: expect.arrayContaining(['"percent-used"', '"left-of-limit"']) as unknown,
      },
      { line: 10, column: 3, member: 'extra', code: 'unknown-member', allowed: [] },
    ]);
  });

  it.each([
    ['{ "name": "Lab",\n  oops }', 2, 3],
    ['', 1, 1],
    ['{"a": 1', 1, 8],
  ])('that is no JSON names the place: %j', (text, line, column) => {
    expect(parseDefinition(text)).toEqual({
      kind: 'bad',
      problems: [{ line, column, member: '', code: 'not-json', allowed: [] }],
    });
  });

  it.each([
    ['too long', 'x'.repeat(longestDefinition + 1)],
    ['too deep', '['.repeat(5000)],
  ])('that is %s is refused without being read', (_why, text) => {
    expect(parseDefinition(text)).toMatchObject({ kind: 'bad', problems: [{ code: 'too-large' }] });
  });

  it.each<readonly [string, object, readonly string[]]>([
    ['another version', { quotaTrayService: 2 }, ['quotaTrayService: not-listed']],
    ['no name', { name: undefined }, ['name: missing']],
    ['an empty name', { name: ' ' }, ['name: name']],
    ['a long tile', { tile: 'Lab' }, ['tile: tile']],
    ['http to another computer', { origin: 'http://lab.example' }, ['origin: origin']],
    ['an address with a path', { origin: 'https://lab.example/v1' }, ['origin: origin']],
    ['a name and a password in the address', { origin: 'https://me:pw@lab.example' }, ['origin: origin']],
    ['another scheme', { origin: 'file:///etc' }, ['origin: origin']],
    ['a path to another host', { path: '//evil.example/x' }, ['path: path']],
    ['a path that climbs', { path: '/v1/../admin' }, ['path: path']],
    ['a path with a backslash', { path: '/v1\\x' }, ['path: path']],
    ['the key in the path', { path: '/v1?key={secret}' }, ['path: path']],
    ['a key in the query', { path: '/v1?key=sk0123456789abcdefghij' }, ['path: looks-like-key']],
    ['no place for the key', { headers: { 'X-Team': 'lab' } }, ['headers: header-secret']],
    ['two places for the key', { headers: { A: '{secret}', B: '{secret}' } }, ['headers: header-secret']],
    [
      'a key instead of its place',
      { headers: { A: 'Bearer sk-abcdef0123456789abcdef' } },
      ['headers: header-secret', 'headers.A: looks-like-key'],
    ],
    [
      'a placeholder of the app',
      { headers: { A: '{{secret:accessToken}}' } },
      ['headers: header-secret', 'headers.A: header-value'],
    ],
    ['a header of two lines', { headers: { A: '{secret}\r\nB: c' } }, ['headers.A: header-value']],
    ['a cookie', { headers: { A: '{secret}', Cookie: 'a=b' } }, ['headers.Cookie: header-own']],
    ['another program’s name', { headers: { A: '{secret}', 'User-Agent': 'x' } }, ['headers.User-Agent: header-own']],
    ['another host', { headers: { A: '{secret}', Host: 'x' } }, ['headers.Host: header-own']],
    ['a header with a bad name', { headers: { 'A b': '{secret}' } }, ['headers.A b: header-name']],
    ['headers as a list', { headers: ['a'] }, ['headers: wrong-type']],
    ['half a minute', { everyMinutes: 0.5 }, ['everyMinutes: minutes']],
    ['two days', { everyMinutes: 2880 }, ['everyMinutes: minutes']],
    ['no figure', { balance: undefined }, [': figures-none']],
    ['a path of another language', { plan: '$.plan' }, ['plan: pointer']],
    ['an unknown unit', { balance: { ...good.balance, unit: 'cents' } }, ['balance.unit: not-listed']],
    ['parts without their number', { balance: { ...good.balance, unit: 'parts' } }, ['balance: parts']],
    ['a number of parts for another unit', { balance: { ...good.balance, partsPerUnit: 5 } }, ['balance: parts']],
    ['a currency in words', { balance: { ...good.balance, currency: 'dollars' } }, ['balance.currency: currency']],
    ['spending of nothing', { spend: { unit: 'whole', currency: 'USD' } }, ['spend: spend-empty']],
    ['credits in minor units', { spend: { used: '/u', unit: 'minor', currency: 'credits' } }, ['spend: credits-minor']],
    [
      'a limit without length and name',
      { windows: [{ figure: 'percent-used', at: '/a' }] },
      ['windows[0]: window-name'],
    ],
    [
      'a limit that belongs to no percentage',
      { windows: [{ length: '5h', figure: 'percent-used', at: '/a', limit: '/b' }] },
      ['windows[0].limit: unknown-member'],
    ],
    [
      'a length in words',
      { windows: [{ length: 'five hours', figure: 'percent-used', at: '/a' }] },
      ['windows[0].length: length'],
    ],
    [
      'a limit of 0',
      { windows: [{ length: '5h', figure: 'used-of-limit', at: '/a', limit: 0 }] },
      ['windows[0].limit: limit'],
    ],
    ['a text in place of a list', { windows: 'all' }, ['windows: wrong-type']],
    ['too many values for no limit', { spend: manyValues }, ['spend.noLimit: too-many']],
    ['a long path', { plan: `/${'a'.repeat(400)}` }, ['plan: too-long']],
  ])('with %s is refused', (_what, changes, problems) => {
    expect(problemsOf(changes)).toEqual(problems);
  });

  it.each([['https://lab.example:8443'], ['http://localhost:4000'], ['http://127.0.0.1'], ['http://[::1]:80']])(
    'may name the address %s',
    (origin) => expect(problemsOf({ origin })).toEqual([]),
  );

  it('is read or refused with a place, whatever the text is, and nothing throws', () => {
    const part = fc.oneof(fc.json(), fc.string(), fc.constantFrom('{', '"', ',', '\n', '\u2028', '\uD800'));
    const text = JSON.stringify(ownDefinition, null, 1);
    const changed = fc
      .tuple(fc.nat(text.length), fc.nat(40), part)
      .map(([at, length, put]) => `${text.slice(0, at)}${put}${text.slice(at + length)}`);
    fc.assert(
      fc.property(fc.oneof(changed, part), (given) => {
        const reading = parseDefinition(given);
        if (reading.kind === 'good') {
          expect(parseDefinition(definitionText(reading.definition))).toEqual(reading);
          return;
        }
        const lines = given.split(/\r\n|\n|\r/).length;
        for (const { line, column } of reading.problems) {
          expect(line >= 1 && line <= lines + 1 && column >= 1).toBe(true);
        }
        expect(reading.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});
