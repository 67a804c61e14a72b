import type { PanelAndPages } from './card-page.ts';
import type { BarView, CardView, MeterView, PanelFace, RowView, SectionView } from '../../core/views/panel-model.ts';
import { account, fact, meter } from './example-cards.ts';
import { examplePanel } from './example-views.ts';

type Bars = readonly (
  | number
  | 'used'
  | `low ${number}`
  | `critical ${number}`
  | `blocked ${number}`
  | `old ${number}`
)[];

const marks = {
  isNextUp: false,
  isPinned: false,
  isHidden: false,
  isMuted: false,
  isRefreshing: false,
  isInIcon: false,
  hasCommand: true,
  hasNamesake: false,
};

function barOf(figure: Bars[number], index: number): BarView {
  const id = index === 0 ? 'session' : 'weekly';
  const of = (look: BarView['look'], fillPercent: number | null, isStale = false): BarView => ({
    ...{ id, look, fillPercent, isStale },
    pacePercent: null,
  });
  if (figure === 'used') return of('used-up', 0);
  if (typeof figure === 'number') return of('fine', figure);
  const [look, percent] = figure.split(' ');
  const fill = Number(percent);
  switch (look) {
    case 'low':
      return of('low', fill);
    case 'critical':
      return of('critical', fill);
    case 'blocked':
      return of('blocked', fill);
    default:
      return of('fine', fill, true);
  }
}

/** Returns a row of the examples. */
export function exampleRow(
  standing: RowView['standing'],
  address: string,
  service: 'Cx' | 'Cl',
  second: string | null,
  bars: Bars,
  figure: string | null,
  time: string | null,
  rest: Partial<RowView> = {},
): RowView {
  const [name = '', domain] = address.split('@');
  const provider = service === 'Cx' ? 'codex' : 'claude';
  const tones = {
    low: 'low',
    ready: 'fine',
    resting: 'resting',
    'needs-you': 'needs-you',
    unknown: 'unknown',
  } as const;
  return {
    id: `${provider}:${name}`,
    service: service === 'Cx' ? 'Codex' : 'Claude',
    group: null,
    standing,
    tile: { text: service, provider },
    name,
    domain: domain === undefined ? null : `@${domain}`,
    second,
    bars: bars.map(barOf),
    figure,
    figureOther: figure?.endsWith('%') === true ? `${100 - Number.parseInt(figure, 10)}% used` : null,
    time,
    timeOther: time === null ? null : 'Fri 17:00',
    limit: bars[0] === undefined ? null : { name: (second ?? '').split(' · ')[0] ?? '', bar: barOf(bars[0], 0) },
    tone: tones[standing],
    age: null,
    spoken: `${name}, ${provider}, ${standing}. ${second ?? ''} ${figure ?? ''} ${time ?? ''}`,
    search: `${address} ${provider} ${second ?? ''}`.toLowerCase(),
    marks,
    actions: [],
    ...rest,
  };
}

const river = 'river.example';
const home = 'home.example';

/** The nineteen accounts of the design. */
const nineteenRows: readonly RowView[] = [
  exampleRow('needs-you', `old-laptop@${home}`, 'Cx', 'signed out 3 hours ago', [], null, null, {
    actions: [{ id: 'sign-in', text: 'Sign in…' }],
  }),
  exampleRow('low', `studio@${river}`, 'Cx', '5 hours · runs out in 18 min', ['critical 7', 62], '7%', '1h 02m', {
    tone: 'critical',
  }),
  exampleRow('low', `weekend@${home}`, 'Cx', 'week · 2 banked resets', [29, 'low 14'], '14%', '5 days'),
  exampleRow('low', `me@${home}`, 'Cx', 'week · then 247.5 credits', [78, 'low 19'], '19%', '1d 5h'),
  exampleRow('ready', `home@${home}`, 'Cl', 'week · Opus 17%', [72, 52], '52%', '2d 16h', {
    marks: { ...marks, isNextUp: true },
  }),
  exampleRow('ready', `writing@${home}`, 'Cl', 'week · $60 to claim', [100, 92], '92%', '6d 2h'),
  exampleRow('ready', `work@${river}`, 'Cx', 'week · Pro', [52, 48], '48%', '3d 5h'),
  exampleRow('ready', `nightly@${river}`, 'Cl', 'week · Max 5×', [82, 76], '76%', '5d 6h'),
  exampleRow('ready', `platform@${river}`, 'Cx', 'week · unlimited credits', [88, 70], '70%', '5 days'),
  exampleRow('ready', `lab@${river}`, 'Cx', '22 min old', ['old 90', 'old 74'], '74%', '2d 7h', {
    tone: 'stale',
    age: '22 min old',
  }),
  exampleRow('ready', `team@${river}`, 'Cx', 'week · Team', [63], '63%', '5d 3h'),
  exampleRow('ready', `agents@${river}`, 'Cl', '40 min old', ['old 53', 'old 38'], '38%', '3 days', {
    tone: 'stale',
    age: '40 min old',
  }),
  exampleRow('ready', `pilot@${river}`, 'Cx', '5 hours · Business', [36, 73], '36%', '6h 20m'),
  exampleRow('ready', `sketches@${home}`, 'Cx', '5 hours · Plus', [34, 65], '34%', '2h 48m'),
  exampleRow('ready', `reviews@${river}`, 'Cl', 'week · extra usage over the limit', [45, 32], '32%', '4d 12h'),
  exampleRow('ready', `night-builds@${river}`, 'Cx', 'week · Pro', [69, 28], '28%', '1d 23h'),
  exampleRow('resting', `release@${river}`, 'Cx', 'running on 1,306 credits', ['used', 26], '1h 35m', '21:48'),
  exampleRow('resting', `research@${river}`, 'Cx', 'week used up', ['blocked 99', 'used'], '1d 14h', 'Sat 10:13'),
  exampleRow('resting', `intern@${river}`, 'Cx', 'week used up', ['used'], '4d 9h', 'Tue 05:13'),
];

function section(
  id: string,
  name: string,
  rows: readonly RowView[],
  note: string | null,
  shown = rows.length,
): SectionView {
  return {
    ...{ id, name, note },
    count: rows.length,
    accountIds: rows.map((row) => row.id),
    isFolded: false,
    shownCount: shown,
    foldedText: shown < rows.length ? `${rows.length - shown} more · 28–74% left` : null,
    canFoldRest: false,
    canReorder: id !== 'needs-you' && id !== 'resting',
  };
}

const ofState = (state: RowView['standing']): readonly RowView[] =>
  nineteenRows.filter((row) => row.standing === state);

/** The panel of the design with nineteen accounts as rows. */
export const nineteenFace: PanelFace = {
  form: 'rows',
  title: '15 of 19 ready',
  subtitle: null,
  age: { text: '2 min', spoken: 'Updated 2 min ago', isOld: false },
  hasSearch: true,
  unseenCount: 5,
  shows: { figures: 'left', times: 'countdown' },
  hidesPersonal: false,
  textScalePercent: 100,
  nextUp: {
    kind: 'next-up',
    accountId: 'claude:home',
    tile: { text: 'Cl', provider: 'claude' },
    label: 'Next up',
    name: 'home',
    domain: `@${home}`,
    limit: 'week',
    figure: '52%',
    figureOther: '48% used',
    reason: 'resets in 2d 16h · 5 hours 72%',
    reasonOther: null,
    reckoning: '52% is left, an even pace needs 38%.',
    command: 'CLAUDE_CONFIG_DIR=~/.claude-max claude',
  },
  pool: {
    segments: [
      { state: 'ready', count: 12, text: '12 enough' },
      { state: 'low', count: 3, text: '3 low' },
      { state: 'resting', count: 3, text: '3 used up' },
      { state: 'needs-you', count: 1, text: '1 needs you' },
    ],
    stats: [
      { id: 'back-next', label: 'Back next', text: 'release', note: '21:48', spoken: 'Back next: release, 21:48' },
      { id: 'credits', label: 'Credits', text: '≥ 1,572', note: '≈ $62.90', spoken: 'At least 1,572 credits' },
      { id: 'prepaid', label: 'Prepaid', text: '€41.20', note: null, spoken: 'Prepaid €41.20' },
    ],
    spoken: '12 ready, 3 low, 3 used up, 1 needs you',
  },
  sections: [
    section('needs-you', 'Needs you', ofState('needs-you'), null),
    section('low', 'Running low', ofState('low'), 'least left first'),
    section('ready', 'Enough left', ofState('ready'), 'most to spare first', 5),
    section('resting', 'Used up', ofState('resting'), 'back soonest first'),
  ],
  rows: nineteenRows,
};

/** The same as compact rows. */
export const compactFace: PanelFace = {
  ...nineteenFace,
  form: 'compact',
  nextUp: null,
  sections: [
    section('needs-you', 'Needs you', ofState('needs-you'), null),
    section(
      'usable',
      'Ready',
      [...ofState('low'), ...ofState('ready')].toSorted(
        (one, other) => Number.parseInt(one.figure ?? '', 10) - Number.parseInt(other.figure ?? '', 10),
      ),
      'least left first',
    ),
    section('resting', 'Used up', ofState('resting'), 'back soonest first'),
  ],
};

/** Returns a limit of the examples in full. */
function exampleMeter(
  id: string,
  name: string,
  percent: number,
  pace: number,
  when: string,
  rest: Partial<MeterView> = {},
): MeterView {
  return {
    ...{ id, name, when },
    figure: `${percent}%`,
    figureWorded: `${percent}% left`,
    figureOther: `${100 - percent}%`,
    unit: 'left',
    whenOther: 'resets Sun 12:20',
    whenTone: 'quiet',
    bar: { id, look: 'fine', fillPercent: percent, pacePercent: pace, isStale: false },
    paceText: null,
    age: null,
    spoken: `${name}: ${percent}% left, ${when}`,
    ...rest,
  };
}

function card(meters: readonly MeterView[], rest: Partial<CardView> = {}): CardView {
  const none = { plan: null, tag: null, quietText: null, message: null, outlook: null, nextReading: null };
  return { ...none, meters, ...rest };
}

const threeRows: readonly RowView[] = [
  exampleRow('ready', `home@${home}`, 'Cl', null, [72, 52], '52%', '2d 16h', {
    marks: { ...marks, isNextUp: true },
    card: card(
      [
        exampleMeter('session', '5 hours', 72, 68, 'resets in 3h 25m'),
        exampleMeter('weekly', 'Week', 52, 38, 'resets in 2d 16h'),
        exampleMeter('weekly-opus', 'Opus, week', 17, 38, 'runs out around Fri 17:00', {
          whenTone: 'low',
          bar: { id: 'weekly-opus', look: 'low', fillPercent: 17, pacePercent: 38, isStale: false },
        }),
      ],
      {
        plan: 'Max 20×',
        tag: { kind: 'next-up', text: 'Next up' },
        quietText: 'Sonnet 79% · €41.20 prepaid · extra usage €7.63 of €20',
      },
    ),
  }),
  exampleRow('ready', `work@${river}`, 'Cx', null, [52, 48], '48%', '3d 5h', {
    card: card(
      [
        exampleMeter('session', '5 hours', 52, 45, 'resets in 2h 14m'),
        exampleMeter('weekly', 'Week', 48, 46, 'resets in 3d 5h'),
      ],
      { plan: 'Pro' },
    ),
  }),
  exampleRow('low', `studio@${river}`, 'Cx', null, ['critical 7', 62], '7%', '1h 02m', {
    tone: 'critical',
    card: card(
      [
        exampleMeter('session', '5 hours', 7, 21, 'runs out in about 18 min', {
          whenTone: 'critical',
          bar: { id: 'session', look: 'critical', fillPercent: 7, pacePercent: 21, isStale: false },
        }),
        exampleMeter('weekly', 'Week', 62, 58, 'resets in 4d 1h'),
      ],
      { plan: 'Plus', tag: { kind: 'critical', text: 'Running low' } },
    ),
  }),
];

/** The panel of the design with three accounts. */
export const threeFace: PanelFace = {
  ...nineteenFace,
  form: 'cards',
  title: 'Use home next',
  hasSearch: false,
  unseenCount: 0,
  nextUp: null,
  pool: null,
  sections: [section('all', '', threeRows, null)],
  rows: threeRows,
};

const oneRow: readonly RowView[] = [
  exampleRow('ready', 'work', 'Cx', null, [62, 71], '62%', '2h 14m', {
    card: card(
      [
        exampleMeter('session', '5-hour limit', 62, 45, 'resets in 2h 14m · 22:33', {
          paceText: 'lasts, about 31% to spare',
        }),
        exampleMeter('weekly', 'Week', 71, 46, 'resets in 3d 5h'),
      ],
      {
        outlook: 'At this pace about 46% is left when it resets, Mon 01:13.',
        nextReading: 'Next reading in 4 min',
      },
    ),
  }),
];

/** The panel of the design with one account. */
export const oneFace: PanelFace = {
  ...threeFace,
  form: 'hero',
  title: 'work',
  subtitle: 'Codex · Pro',
  age: { text: 'now', spoken: 'Updated now', isOld: false },
  sections: [section('all', '', oneRow, null)],
  rows: oneRow,
};

/** Returns the whole view of the panel with these accounts, also what their pages show. */
export function designPanel(face: PanelFace): PanelAndPages {
  const accounts = face.rows.map(({ id, name, domain, tile, second, bars, figure, time, standing }) =>
    account(
      id,
      tile.provider,
      `${name}${domain ?? ''}`,
      tile.provider === 'codex' ? 'Codex · Pro' : 'Claude · Max 20×',
      {
        message: standing === 'needs-you' ? 'The sign-in of this account has expired. Run `codex login`.' : null,
        needsSignIn: standing === 'needs-you',
        meters: bars.map((bar, index) => {
          const level = bar.look === 'blocked' ? 'fine' : bar.look;
          const left = bar.look === 'used-up' ? 'used up' : `${bar.fillPercent ?? 0}%`;
          return meter(bar.id, index === 0 ? '5 hours' : 'Week', left, level, bar.fillPercent, {
            blocked: bar.look === 'blocked',
            stale: bar.isStale,
            pacePercent: 38 + 20 * index,
            detail: index === 0 ? 'resets in 3h 25m' : `resets in ${time ?? figure ?? second ?? ''}`,
          });
        }),
        facts: [
          fact('prepaid', 'Prepaid', '€41.20', { details: [] }),
          fact('spend', 'Extra usage', '€12.37 left', { bar: { fillPercent: 62, level: 'fine' }, details: [] }),
          fact('reset-credits', 'Banked resets', '2', {
            actions: [{ id: 'use-reset', text: 'Use one…' }],
            details: [],
          }),
        ],
      },
    ),
  );
  return { ...examplePanel, ...face, accounts };
}

/** Returns a panel with this many accounts, compact, in sections that are not folded. */
export function manyFace(count: number): PanelFace {
  const rows = Array.from({ length: count }, (_, number) => {
    const { id, name, ...row } =
      nineteenRows[number % nineteenRows.length] ?? exampleRow('ready', 'none', 'Cx', null, [], null, null);
    return { ...row, id: `${id}-${number}`, name: `${name}-${number}`, spoken: `${name}-${number}, ${row.spoken}` };
  });
  const of = (state: RowView['standing']): readonly RowView[] => rows.filter((row) => row.standing === state);
  return {
    ...compactFace,
    title: `${count} accounts`,
    rows,
    sections: [
      section('needs-you', 'Needs you', of('needs-you'), null),
      section('usable', 'Usable now', [...of('low'), ...of('ready')], 'least left first'),
      section('resting', 'Used up', of('resting'), 'back soonest first'),
    ],
  };
}
