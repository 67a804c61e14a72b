import { expect, it } from 'vitest';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { withAddedParts, type OlderSnapshot } from '../../../../core/snapshot/compat.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { known } from '../../../support/account-states.ts';
import { english, nowMs } from '../../../support/example-states.ts';
import { limit, stateWith } from '../../../support/money-states.ts';

const added = [
  'money',
  'parts',
  'group',
  'spendLimits',
  'prepaid',
  'service',
  'further',
  'spent',
  'lastCharge',
  'converted',
  'low',
  'warning',
  'dismissed',
  'promoted',
];
const grant = { available: true, eligible: true, granted: false, amountMinorUnits: 6000, currency: 'EUR' };
const state = stateWith(
  { spend: known(limit({}), nowMs), grant: known({ ...grant, answeredAtMs: nowMs - 7_200_000 }, nowMs) },
  { has_credits: true, unlimited: false, balance: '120' },
);
const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);

it('the snapshot of an app from before an update is shown with all that it says', () => {
  const text = JSON.stringify(snapshot, (key, value: unknown) => (added.includes(key) ? undefined : value));
  expect(text).not.toMatch(/converted|spendLimits/);
  const shown = withAddedParts(JSON.parse(text) as OlderSnapshot);
  expect(shown).toEqual(snapshot);
  expect(terminalView(shown, defaultSettings, english, nowMs)).toBe(
    terminalView(snapshot, defaultSettings, english, nowMs),
  );
});

it('a snapshot of this version is left as it is', () => {
  expect(withAddedParts(snapshot)).toEqual(snapshot);
});
