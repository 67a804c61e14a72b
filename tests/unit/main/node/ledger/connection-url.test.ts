import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { settingsOf } from '../../../../../core/settings/settings.ts';
import { ledgerServerUrl } from '../../../../../main/node/ledger/open-ledger.ts';
import { isPostgresUrl, serverName, withStrictTls } from '../../../../../main/node/ledger/postgres/server.ts';

describe('the connection URL of the ledger', () => {
  it.each([
    ['postgres://h/db?sslmode=require', 'postgres://h/db?sslmode=verify-full'],
    ['postgres://h/db?a=b&sslmode=prefer&c=d', 'postgres://h/db?a=b&sslmode=verify-full&c=d'],
    ['postgres://h/db?sslmode=verify-ca', 'postgres://h/db?sslmode=verify-full'],
    ['postgres://h/db?sslmode=no-verify', 'postgres://h/db?sslmode=no-verify'],
    ['postgres://h/db?sslmode=disable', 'postgres://h/db?sslmode=disable'],
    ['postgres://h/db?sslmode=required', 'postgres://h/db?sslmode=required'],
    ['postgres://h/db', 'postgres://h/db'],
  ])('%s is taken as %s', (url, taken) => {
    expect(withStrictTls(url)).toBe(taken);
  });

  it.each([
    ['postgres://me:secret@ledger.example:6432/credits?sslmode=require', 'ledger.example:6432/credits'],
    ['postgresql://me:secret@%2Frun%2Fpostgresql/credits', '/run/postgresql/credits'],
    ['postgres:///credits?host=/run/postgresql', '/run/postgresql/credits'],
    ['postgres://me:secret@/credits', 'localhost/credits'],
    ['mysql://me:secret@h/db', null],
    ['postgres://me:secret@[', null],
  ])('people see of %s only %s', (url, name) => {
    expect(serverName(url)).toBe(name);
  });

  test('no password gets into the name that people see', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9!~]{8,20}$/), fc.webPath(), (password, path) => {
        const name = serverName(`postgres://me:${encodeURIComponent(password)}@host${path}`);
        expect(name ?? '').not.toContain(password);
      }),
    );
  });

  it.each([
    'postgres://me:12/34-sesame@host/db',
    'postgres://me:12?34-sesame@host/db',
    'postgres://me:12#34-sesame@host/db',
    'postgres://me:12@34-sesame@host/db',
    'postgres://me@12:34-sesame/@host/db',
    'postgres://host/db?user=me@there&password=12-34-sesame',
  ])('also of %s, whose password is not written as a URL wants it, people see nothing of it', (url) => {
    expect(serverName(url) ?? '').not.toMatch(/12|34|sesame/);
    expect(settingsOf({ ledgerUrl: url }).ledgerUrl).toBe('');
  });

  it.each(['postgres://h/d', 'POSTGRESQL://h/d'])('%s is one', (url) => expect(isPostgresUrl(url)).toBe(true));
  it.each(['', 'postgres:h', 'http://h', ' postgres://h'])('"%s" is none', (url) =>
    expect(isPostgresUrl(url)).toBe(false),
  );

  it.each([
    ['postgres://h/d', 'postgres://h/d'],
    ['postgresql://me@h:5432/d?sslmode=verify-full', 'postgresql://me@h:5432/d?sslmode=verify-full'],
    ['postgres://me:secret@h/d', ''],
    ['postgres://h/d?user=me&password=secret', ''],
    ['http://h/d', ''],
    ['', ''],
  ])('the setting %s is read as "%s": no password is kept in settings', (given, kept) => {
    expect(settingsOf({ ledgerUrl: given }).ledgerUrl).toBe(kept);
  });

  it.each([
    [{}, '', null],
    [{}, 'postgres://h/d', 'postgres://h/d'],
    [{ QUOTA_TRAY_LEDGER_URL: ' postgres://me:secret@e/d ' }, 'postgres://h/d', 'postgres://me:secret@e/d'],
    [{ QUOTA_TRAY_LEDGER_URL: '' }, 'postgres://h/d', 'postgres://h/d'],
  ])('environment %j and setting "%s" give %s', (environment, ledgerUrl, url) => {
    expect(ledgerServerUrl(environment, { ledgerUrl })).toBe(url);
  });

  it.each([-1, 1.5, 1001, '3', null])('%j is no number of grace credits', (ledgerGraceCredits) => {
    expect(settingsOf({ ledgerGraceCredits }).ledgerGraceCredits).toBe(0);
  });
});
