import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { nextUp } from '../../../../core/snapshot/next-up.ts';
import type { AccountSnapshot, Snapshot } from '../../../../core/snapshot/schema.ts';
import { type FaceContext, panelFace, panelForm } from '../../../../core/views/panel-face.ts';
import type { PanelFace, RowView } from '../../../../core/views/panel-model.ts';
import { accountWith } from '../../../support/example-limits.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';

const back = { code: 'weekly-used-up', until: '2026-03-02T14:35:00.000Z', text: 'Used up.' } as const;
const home = accountWith(
  'home@home.example',
  { session: { left: 72 }, weekly: { left: 52, resetsInHours: 64 } },
  { provider: 'claude', plan: null },
);
const studio = accountWith('studio', { session: { left: 4, resetsInHours: 1 }, weekly: { left: 62 } });
const release = accountWith('release', { weekly: { left: 0 } }, { use: 'exhausted', blockedReason: back });
const laptop = accountWith('laptop', { weekly: { left: 50 } }, { state: 'signed-out', use: 'unknown' });
const old = accountWith(
  'lab',
  { weekly: { left: 74, change: { stale: true } } },
  { state: 'stale', use: 'unknown', fetchedAt: '2026-03-02T12:38:00.000Z' },
);
const five = [home, studio, release, laptop, old];

function snapshotOf(accounts: readonly AccountSnapshot[], settings: Settings): Snapshot {
  const chosen = nextUp(accounts, settings, nowMs, null);
  return {
    schemaVersion: 1,
    generatedAt: new Date(nowMs).toISOString(),
    pool: {
      accounts: { total: 0, active: 0, exhausted: 0, unknown: 0 },
      credits: { total: '1572', usd: '62.90', converted: null, unknownAccounts: 1, unlimitedAccounts: 0 },
      mostUsed: null,
      money: [
        { currency: 'EUR', total: '41.20', converted: null, knownAccounts: 1, unknownAccounts: 0 },
        { currency: 'USD', total: '3.00', converted: null, knownAccounts: 1, unknownAccounts: 0 },
      ],
      parts: [],
    },
    nextUp: chosen === null ? null : { accountId: chosen.account.id, reason: null, command: 'CODEX_HOME=~/.x codex' },
    accounts,
  };
}

function faceOf(
  accounts: readonly AccountSnapshot[],
  change: Partial<Settings> = {},
  around: FaceContext = {},
  locale = english,
): PanelFace {
  const settings = { ...defaultSettings, ...change };
  return panelFace(snapshotOf(accounts, settings), settings, locale, around, nowMs);
}

function rowOf(name: string, change: Partial<Settings> = {}): RowView | undefined {
  return faceOf(five, change).rows.find((row) => row.id === `codex:${name}`);
}

describe('the form of the panel', () => {
  it.each([
    [0, 'welcome'],
    [1, 'hero'],
    [3, 'cards'],
    [4, 'rows'],
    [12, 'rows'],
    [13, 'compact'],
  ])('of %i accounts is %s', (count, form) => {
    expect(panelForm(count, count, { rows: 'automatic' })).toBe(form);
  });

  it('is the one that the user chose, and never a welcome while all accounts are hidden', () => {
    expect(panelForm(2, 2, { rows: 'compact' })).toBe('compact');
    expect(panelForm(20, 20, { rows: 'cards' })).toBe('cards');
    expect(panelForm(0, 2, { rows: 'automatic' })).toBe('rows');
  });
});

describe('the title of the panel', () => {
  it.each([
    ['how many are ready', five, '2 of 5 ready'],
    ['which of few to use next', [home, studio], 'Use home next'],
    ['the name of the only one', [studio], 'studio'],
    ['who is back when none is ready', [release, laptop, laptop, laptop], 'None ready · release back 14:35'],
    [
      'from when the figures are when all are old',
      [{ ...old, state: 'offline' as const }, old, old, old],
      'Offline · figures from 12:38',
    ],
  ])('says %s', (_name, accounts, title) => {
    expect(faceOf(accounts).title).toBe(title);
  });

  it('has the age of the oldest figures beside it when they are too old', () => {
    expect(faceOf([home, studio]).age).toMatchObject({ text: 'just now', isOld: false });
    expect(faceOf(five).age).toMatchObject({ text: 'oldest: 22 min', isOld: true });
  });
});

describe('a row', () => {
  it('says which limit binds, what is left and when it resets, each also the other way round', () => {
    expect(rowOf('studio')).toMatchObject({
      ...{
        name: 'studio',
        second: '5 hours · Pro',
        figure: '4%',
        figureOther: '96% used',
        time: '1h 00m',
        timeOther: '14:00',
      },
      ...{ tone: 'critical', standing: 'low', age: null, tile: { text: 'Cx' } },
    });
    expect(rowOf('studio')?.bars.map(({ look, fillPercent }) => [look, fillPercent])).toEqual([
      ['critical', 4],
      ['fine', 62],
    ]);
  });

  it('turns figures and bars to what is used, and times to the clock', () => {
    const row = rowOf('studio', { meterShows: 'used', resetShows: 'clock' });
    expect(row).toMatchObject({ figure: '96%', figureOther: '4% left', time: '14:00', timeOther: '1h 00m' });
    expect(row?.bars[0]).toMatchObject({ fillPercent: 96 });
  });

  it('of a resting account has the time until it is back as its figure, and the clock below', () => {
    expect(rowOf('release')).toMatchObject({
      figure: '1h 35m',
      time: '14:35',
      tone: 'resting',
      second: 'week used up',
    });
  });

  it('of an account that needs the user has a button and no figure', () => {
    expect(rowOf('laptop')).toMatchObject({ figure: null, time: null, actions: [{ id: 'sign-in', text: 'Sign in…' }] });
  });

  it('of old figures says their age in words, whatever its tone', () => {
    expect(rowOf('lab')).toMatchObject({ age: '22 min old', tone: 'stale', second: '22 min old' });
  });

  it('is spoken in whole sentences', () => {
    expect(rowOf('studio')?.spoken).toBe(
      'studio, Codex Pro, running low. 5 hours 4 per cent left, resets in 1 hour. Week 62 per cent left, resets in 3 days 12 hours.',
    );
  });

  it('shows the part of an address before the @ apart from its domain', () => {
    expect(faceOf(five).rows.find(({ name }) => name === 'home')?.domain).toBe('@home.example');
  });
});

it('an account with the name of another one before the @ keeps its domain in sight', () => {
  const other = { ...home, id: 'claude:other', label: 'home@river.example' };
  const marked = faceOf([home, other, studio, release]).rows.map(({ id, marks }) => [id, marks.hasNamesake]);
  expect(Object.fromEntries(marked)).toEqual({
    [home.id]: true,
    'claude:other': true,
    [studio.id]: false,
    [release.id]: false,
  });
});

it('a row names the limit that its figure and its bar are of', () => {
  const limits = faceOf(five).rows.map(({ name, limit }) => [name, limit?.name, limit?.bar.fillPercent]);
  expect(Object.fromEntries(limits.map(([name, ...rest]) => [name, rest]))).toEqual({
    home: ['week', 52],
    studio: ['5 hours', 4],
    release: ['week used up', 0],
    laptop: [undefined, undefined],
    lab: ['week', 74],
  });
});

describe('the next account', () => {
  it('has the reset of its large figure first, so that no other figure stands before it', () => {
    const { nextUp: next } = faceOf(five, { meterShows: 'used', resetShows: 'clock' });
    expect(next).toMatchObject({ figure: '48%', reason: 'resets Thu 05:00 · 5 hours 28%' });
  });

  it('has its reason, its reckoning and its command', () => {
    expect(faceOf(five).nextUp).toMatchObject({
      ...{
        kind: 'next-up',
        label: 'Next up',
        name: 'home',
        limit: 'week',
        figure: '52%',
        reason: 'resets in 2d 16h · 5 hours 72%',
      },
      ...{ reckoning: '52% is left, an even pace needs 38%.', command: 'CODEX_HOME=~/.x codex' },
    });
  });

  it.each([
    [83, 'left', 'resets in 2d 16h · 5 hours 72% · Opus running low, 17%'],
    [83, 'used', 'resets in 2d 16h · 5 hours 28% · Opus running low, 83%'],
    [100, 'left', 'resets in 2d 16h · 5 hours 72% · Opus used up until Thu 05:00'],
  ] as const)('names the model of which %i%% is used', (usedPercent, meterShows, reason) => {
    const [, weekly] = home.windows;
    if (weekly === undefined) throw new Error('home has no weekly limit');
    const state = usedPercent === 100 ? 'exhausted' : 'open';
    const opus = { ...weekly, id: 'weekly:opus', name: 'Opus', usedPercent, state, warning: 'warning' } as const;
    const withOpus = { ...home, windows: [...home.windows, opus] };
    const face = faceOf([withOpus, studio, release, laptop], { meterShows });
    expect(face.nextUp?.reason.replaceAll(/\p{Cf}/gu, '')).toBe(reason);
  });

  it('is the one that is back first when none can be used', () => {
    expect(faceOf([release, laptop, laptop, laptop]).nextUp).toMatchObject({
      ...{
        kind: 'back-first',
        label: 'Back first',
        name: 'release',
        figure: '1h 35m',
        reason: 'back 14:35',
        command: null,
      },
    });
  });
});

describe('the line about all accounts', () => {
  it('counts each state, and says who is back, the credits and the money', () => {
    const { pool } = faceOf(five);
    expect(pool?.segments.map(({ state, count, text }) => [state, count, text])).toEqual([
      ['ready', 1, '1 enough'],
      ['low', 1, '1 low'],
      ['resting', 1, '1 used up'],
      ['needs-you', 1, '1 needs you'],
      ['unknown', 1, '1 not up to date'],
    ]);
    expect(pool?.spoken).toBe('1 enough, 1 low, 1 used up, 1 needs you, 1 not up to date');
    expect(pool?.stats.map(({ label, text, note }) => [label, text, note])).toEqual([
      ['Back next', 'release', '14:35'],
      ['Credits', '≥ 1,572', '≈ US$62.90'],
      ['Prepaid', '€41.20', '+1'],
    ]);
  });

  it('leaves hidden accounts out', () => {
    const face = faceOf(five, { hidden: ['codex:release', 'codex:laptop'] });
    expect(face.title).toBe('Use home next');
    const rest = faceOf([...five, studio], { hidden: ['codex:release', 'codex:laptop'] }).pool?.segments;
    expect(rest?.map(({ state }) => state)).not.toContain('resting');
    expect(face.sections.at(-1)).toMatchObject({ id: 'hidden', name: 'Hidden', count: 2, isFolded: true });
  });
});

describe('the sections', () => {
  it('have names, counts and notes', () => {
    expect(faceOf(five).sections.map(({ id, name, count, note }) => [id, name, count, note])).toEqual([
      ['needs-you', 'Needs you', 1, null],
      ['low', 'Running low', 1, 'least left first'],
      ['ready', 'Enough left', 1, 'most to spare first'],
      ['resting', 'Used up', 1, 'back soonest first'],
      ['unknown', 'Not up to date', 1, null],
    ]);
  });

  it('say that they have the order of the user where an account has a place in it', () => {
    const noteOf = (order: readonly string[]) =>
      faceOf(five, { order }).sections.find((each) => each.id === 'ready')?.note;
    expect(noteOf([home.id])).toBe('your order');
    expect(noteOf([release.id])).toBe('most to spare first');
  });

  it('fold what is beyond five rows into one line, until the user opens it', () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      accountWith(`a${index}`, { weekly: { left: 30 + index, resetsInHours: 84 } }),
    );
    expect(faceOf(many).sections[0]).toMatchObject({
      shownCount: 5,
      foldedText: '7 more · 30–36% left',
      canFoldRest: false,
    });
    expect(faceOf(many, { folded: ['+ready'] }).sections[0]).toMatchObject({
      ...{ shownCount: 12, foldedText: null, canFoldRest: true, isFolded: false },
    });
    expect(faceOf(many, { folded: ['ready'] }).sections[0]).toMatchObject({ isFolded: true });
  });

  it('of few accounts put those that are ready before those that run low', () => {
    expect(faceOf([studio, home]).rows.map(({ name }) => name)).toEqual(['home', 'studio']);
  });
});

describe('a card', () => {
  it('has all limits, a tag, and one line for what is fine', () => {
    const face = faceOf([home, studio, release]);
    expect(face.rows.map(({ card }) => card?.tag?.text)).toEqual(['Next up', 'Running low', 'Used up']);
    expect(face.rows[0]?.card?.meters.map(({ name, figure, when }) => [name, figure, when])).toEqual([
      ['5 hours', '72%', 'resets in 2h 30m'],
      ['Week', '52%', 'resets in 2d 16h'],
    ]);
  });

  it('of the only account has the limit that binds first', () => {
    expect(faceOf([home]).rows[0]?.card?.meters.map(({ name, unit }) => [name, unit])).toEqual([
      ['Week', 'left'],
      ['5 hours', 'left'],
    ]);
  });
});

it('speaks Chinese too', () => {
  const face = faceOf(five, {}, {}, chinese);
  expect([face.title, face.sections[1]?.name]).toEqual(['2/5 个可用', '即将用完']);
});

it('keeps the row of an account the same object until something of it changes', () => {
  const settings = { ...defaultSettings };
  const rowsOf = (isMuted: boolean) =>
    panelFace(snapshotOf(five, settings), settings, english, { isMuted: () => isMuted }, nowMs).rows;
  const [first, second, muted] = [rowsOf(false), rowsOf(false), rowsOf(true)];
  expect(second.every((row, index) => row === first[index])).toBe(true);
  expect(muted.every((row, index) => row !== first[index])).toBe(true);
});
