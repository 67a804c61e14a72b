import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultSettings, knownSettings, parseSettings, settingsOf } from '../../../../core/settings/settings.ts';

test('a wrong value gives its default and touches no other', () => {
  const stored = { refreshMinutes: 0, theme: 'dark', language: 'klingon', notifications: 'yes', creditsPerUsd: 0 };
  expect(settingsOf(stored)).toEqual({ ...defaultSettings, theme: 'dark', creditsPerUsd: 0 });
});

test.each([[null], [undefined], ['text'], [7], [[]], [{}]])('%j stands for the defaults', (stored) => {
  expect(settingsOf(stored)).toEqual(defaultSettings);
});

test('keys that are no settings are left out, those of every object too', () => {
  const stored = JSON.parse('{"__proto__":{"theme":"dark"},"constructor":1,"toString":2,"later":3}') as unknown;
  expect(knownSettings(stored)).toEqual({});
  expect(settingsOf(Object.create({ theme: 'dark' }))).toEqual(defaultSettings);
});

test('whatever is stored, the settings are complete and allowed', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (stored) => {
      const settings = settingsOf(stored);
      expect(Object.keys(settings).sort()).toEqual(Object.keys(defaultSettings).sort());
      expect(settingsOf(settings)).toEqual(settings);
    }),
  );
});

test.each([
  ['creditsPerUsd', Infinity],
  ['creditsPerUsd', 1e21],
  ['creditsPerUsd', 1e-7],
  ['lowCredits', 1e21],
  ['lowCredits', 5e-324],
  [
    'windowWarmups',
    [{ id: 'a', accountId: 'b', days: [1], time: '08:00', graceMinutes: 5, enabled: true, sinceMs: Infinity }],
  ],
])('%s cannot be a number that no arithmetic can use: %j', (name, value) => {
  expect(knownSettings({ [name]: value })).toEqual({});
});

test.each([
  ['', true],
  ['postgres://db.example/ledger', true],
  ['PostgreSQL://user@db.example:5432/ledger?sslmode=verify-full', true],
  ['postgres://user:secret@db.example/ledger', false],
  ['postgres://db.example/ledger?password=secret', false],
  ['postgres://db.example/ledger?a=b&sslpassword=secret', false],
  ['mysql://db.example/ledger', false],
  ['postgres://db.example/\nledger', false],
])('a ledger URL is one of PostgreSQL without a password: %s', (ledgerUrl, isTaken) => {
  expect(knownSettings({ ledgerUrl })).toEqual(isTaken ? { ledgerUrl } : {});
});

test('names of accounts and groups drive no terminal and stay on one line', () => {
  const names = { 'codex:work': ' Work\u001B]52;c;aGk=\u0007\nforged \u202Eline' };
  const cleaned = { 'codex:work': 'Work  forged line' };
  const { accountLabels, accountGroups } = settingsOf({ accountLabels: names, accountGroups: names });
  expect([accountLabels, accountGroups]).toEqual([cleaned, cleaned]);
  expect(knownSettings({ accountLabels: { 'codex:work': '\u001B[31m' } })).toEqual({});
});

test.each([
  [
    'the list for notifications counts',
    { warnAtPercent: [70], alertAtPercent: [50, 60] },
    { alertAtPercent: [50, 60] },
  ],
  ['the list for colours counts when there is no other', { warnAtPercent: [70, 90] }, { alertAtPercent: [70, 90] }],
  [
    'notifications that were off stay off, and the colours stay',
    { warnAtPercent: [70], alertAtPercent: [], alertKinds: { exhausted: false } },
    { alertAtPercent: [70], alertKinds: { exhausted: false, threshold: false } },
  ],
  ['no list gives the default', {}, { alertAtPercent: [80, 95] }],
])('of the two lists of steps of an older version, %s', (_name, stored, expected) => {
  expect(settingsOf(stored)).toEqual({ ...defaultSettings, ...expected });
});

test('a list of accounts that is too long is cut and reported, never dropped', () => {
  const ids = Array.from({ length: 2001 }, (_, index) => `codex:${index}`);
  const { settings, cut, refused } = parseSettings({ order: ids, pinned: ids, hidden: ids, folded: ids });
  expect([cut.toSorted(), refused]).toEqual([['folded', 'hidden', 'order', 'pinned'], []]);
  expect(settings.order).toEqual(ids.slice(0, 2000));
});

test.each(['', 'Ctrl+Alt+Q', 'CommandOrControl+Shift+F12', 'Super+Space'])('"%s" is a shortcut', (shortcut) => {
  expect(settingsOf({ shortcut }).shortcut).toBe(shortcut);
});

test.each(['Q', 'Ctrl+', 'Ctrl+Alt+QQ', 'rm -rf', 'Ctrl+F25'])('"%s" is no shortcut', (shortcut) => {
  expect(settingsOf({ shortcut }).shortcut).toBe('');
});
