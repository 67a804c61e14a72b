import { expect, test } from 'vitest';
import { withoutAccount } from '../../../../core/settings/accounts.ts';
import { defaultSettings, knownSettings, type Settings, settingsSchema } from '../../../../core/settings/settings.ts';

const [id, other] = ['codex:1', 'codex:2'];
const warmup = (accountId: string) => ({
  ...{ id: `of ${accountId}`, accountId, days: [1], time: '08:00', graceMinutes: 5, enabled: true, sinceMs: 0 },
});

/** What a setting that knows accounts may look like. */
const shapes: readonly unknown[] = [
  ...['a name', 3, { enabled: false }].map((value) => ({ [id]: value, [other]: value })),
  [warmup(id), warmup(other)],
  [id, other],
];

/** Each setting that takes an account's id, filled for two accounts. */
function filled(): Partial<Settings> {
  const names = Object.keys(settingsSchema.entries);
  const taken = names.flatMap((name) => {
    const fits = shapes
      .map((shape) => knownSettings({ [name]: shape }))
      .filter((known) => JSON.stringify(known).includes(id));
    // Folders and folded sections take any text, and so an id that is none.
    return fits.length === 0 || name.endsWith('Folders') || name === 'folded'
      ? []
      : [Object.assign({}, ...fits) as Partial<Settings>];
  });
  return Object.assign({}, ...taken) as Partial<Settings>;
}

test('a forgotten account is in no setting any more, and the others stay', () => {
  const settings = { ...defaultSettings, ...filled() };
  expect(Object.keys(filled()).sort()).toEqual([
    'accountAlerts',
    'accountGroups',
    'accountLabels',
    'accountTiles',
    'hidden',
    'order',
    'pinned',
    'slotLimits',
    'windowWarmups',
  ]);
  const change = withoutAccount(settings, id);
  expect(Object.keys(change).sort()).toEqual(Object.keys(filled()).sort());
  expect(JSON.stringify({ ...settings, ...change })).not.toContain(id);
  for (const value of Object.values(change)) expect(JSON.stringify(value)).toContain(other);
});

test('an account that no setting knows changes nothing', () => {
  expect(withoutAccount(defaultSettings, id)).toEqual({});
  expect(withoutAccount({ ...defaultSettings, ...filled() }, 'constructor')).toEqual({});
});

test('the icon that followed a forgotten account chooses by itself again', () => {
  expect(withoutAccount({ ...defaultSettings, iconFollows: id }, id)).toEqual({ iconFollows: 'automatic' });
});
