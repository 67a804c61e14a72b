import { expect, test } from 'vitest';
import { demoAccounts } from '../../../scripts/demo/accounts.ts';
import { demoAccountsOf, demoCounts } from '../../../scripts/demo/count.ts';
import { mostEntries } from '../../../core/settings/settings.ts';

test.each(demoCounts)('a demo of %i accounts has so many, each with a name and an address of its own', (count) => {
  const accounts = demoAccountsOf(count);
  expect(accounts).toHaveLength(count);
  expect(new Set(accounts.map(({ name }) => name)).size).toBe(count);
  expect(new Set(accounts.map(({ email }) => email)).size).toBe(count);
  // A variable names the first folder of Codex, the settings name the others.
  const ofCodex = accounts.filter(({ provider }) => provider === 'codex').length;
  expect(ofCodex).toBeLessThanOrEqual(1 + (mostEntries.codexFolders ?? 0));
});

test('a demo of nineteen accounts is the usual one', () => {
  expect(demoAccountsOf(19)).toEqual(demoAccounts);
});
