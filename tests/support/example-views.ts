import { welcomeView } from './example-first-run.ts';
import type { PanelAndPages } from './card-page.ts';
import { account, type ExampleAccount, fact, meter } from './example-cards.ts';
import { exampleFace, exampleRow } from './example-face.ts';

/** Every state that design.md names, one account each or together where they occur together. */
const exampleAccounts: readonly ExampleAccount[] = [
  account('codex:signed-out', 'codex', 'old laptop', 'Codex · Plus', {
    stateText: 'Sign in again',
    stateTone: 'attention',
    needsSignIn: true,
    ageText: '3 hours old',
    message:
      'The sign-in of this account has expired. Run `codex login` in a terminal. The account then comes back by itself.',
    meters: [meter('session', '5 hours', '62 % left', 'fine', 62, { stale: true, detail: 'resets in 41 min' })],
  }),
  account('codex:work', 'codex', 'work', 'Codex · Pro', {
    meters: [
      meter('session', '5 hours', '4 % left', 'critical', 4, {
        pacePercent: 22,
        detail: 'runs out 14:20 · resets in 1h 02m',
      }),
      meter('weekly', 'Week', '41 % left', 'fine', 41, { pacePercent: 55, detail: 'resets Thu 09:00' }),
    ],
    facts: [
      fact('credits', 'Credits', '247.5 ≈ $9.90'),
      fact('reset-credits', 'Reset credits', '2 · next expires 3 Dec'),
    ],
  }),
  account('codex:team', 'codex', 'team', 'Codex · Business', {
    stateText: 'Weekly limit used up',
    stateTone: 'attention',
    message: 'The weekly limit is used up until Thu 09:00.',
    meters: [
      meter('session', '5 hours', '99 % left', 'fine', 99, { blocked: true, detail: 'usable again Thu 09:00' }),
      meter('weekly', 'Week', 'used up', 'used-up', 0, { detail: 'Back Thu 09:00' }),
    ],
    facts: [fact('credits', 'Credits', 'unlimited')],
  }),
  account('claude:home', 'claude', 'home', 'Claude · Max 20×', {
    ageText: '9 min old',
    meters: [
      meter('session', '5 hours', '52 % left', 'fine', 52, { stale: true, detail: 'resets in 3h 11m' }),
      meter('weekly', 'Week', '36 % left', 'fine', 36, { stale: true, detail: 'resets Fri 20:59' }),
      meter('weekly-sonnet', 'Sonnet · Weekly', '98 % left', 'fine', 98, { stale: true }),
    ],
    facts: [
      fact('spend', 'Extra usage', '€0.00 of €50.00', {
        tone: 'stale',
        bar: { fillPercent: 100, level: 'fine' },
      }),
    ],
  }),
  account('claude:studio', 'claude', 'studio', 'Claude · Team', {
    stateText: 'Paused until 14:20',
    stateTone: 'quiet',
    ageText: '45 min old',
    message: 'The service limits requests until 14:20. The figures are from 13:35.',
    meters: [
      meter('session', '5 hours', '17 % left', 'low', 17, { stale: true, detail: 'resets in 22 min' }),
      meter('weekly', 'Week', '71 % left', 'fine', 71, { stale: true, detail: 'resets Mon 08:00' }),
    ],
  }),
  account('codex:side', 'codex', 'side project', 'Codex · Plus', {
    meters: [
      meter('session', '5 hours', '19 % left', 'low', 19, { pacePercent: 12, detail: 'lasts · resets in 34 min' }),
      meter('weekly', 'Week', '66 % left', 'fine', 66, { pacePercent: 60, detail: 'resets Sun 07:30' }),
      meter('spark', 'GPT-5.3-Codex-Spark · Weekly', '88 % left', 'fine', 88, { detail: 'resets Sun 07:30' }),
    ],
    facts: [
      fact('credits', 'Credits', '31.2 credits · ≈ $1.25 · ≈ €1.15 (20 Nov) · low', { tone: 'attention' }),
      fact('prepaid', 'Prepaid', '$48.20 · ≈ €44.34 (20 Nov) · first expires 3 Dec'),
      fact('spend', 'Spend limit', '$12.37 of $20.00 left', { bar: { fillPercent: 62, level: 'fine' } }),
      fact('spend:workspace', 'Workspace limit', '$980.00 of $1,000.00 used', {
        tone: 'attention',
        bar: { fillPercent: 2, level: 'critical' },
      }),
      fact('spend:seat', 'Seat limit', '– of $40.00 used', { bar: { fillPercent: null, level: 'unknown' } }),
      fact('spend:group', 'Group', '$312.40 used, no limit'),
    ],
  }),
  account('codex:new', 'codex', 'new', 'Codex · Plus', {
    meters: [
      meter('session', '5 hours', 'Full', 'fine', 100, { detail: 'starts when you use it' }),
      meter('weekly', 'Week', '100 % left', 'fine', 100, { stale: true, detail: 'should be back · checking' }),
    ],
  }),
  account('codex:fresh-install', 'codex', 'just added', 'Codex', {
    stateText: 'Not measured yet',
    message: 'Quota Tray has not read this account yet.',
    meters: [meter('session', '5 hours', '–', 'unknown', null), meter('weekly', 'Week', '–', 'unknown', null)],
  }),
  account('claude:travel', 'claude', 'travel', 'Claude · Pro', {
    stateText: 'Offline',
    ageText: '2 hours old',
    message: 'No network. We try again when it is back.',
    meters: [meter('session', '5 hours', '80 % left', 'fine', 80, { stale: true, detail: 'resets in 12 min' })],
  }),
  account('openai:lab', 'openai-compatible', 'Forschungsdatenverarbeitungsgesellschaft', 'OpenAI-compatible', {
    stateText: 'Answer not understood',
    stateTone: 'attention',
    ageText: 'as of 1 d ago',
    message:
      'The service answered in an unknown format. The last figures are kept. Copy the report in Settings › Diagnostics.',
    meters: [meter('monthly', '30 days', 'used up', 'used-up', 0, { stale: true, detail: 'Back 1 Dec' })],
  }),
  account('relay:pool', 'relay', 'pool', 'Relay · 8 seats', {
    meters: [meter('daily', '24 h', '58 % left', 'fine', 58, { pacePercent: 58, detail: 'resets 00:00' })],
    facts: [fact('grant', 'Sessions', '3 of 4 · at most 8'), fact('credits', 'Credits', '1,549 ≈ $61.96')],
  }),
  account('codex:plain', 'codex', 'plain', 'Codex · Free', {
    meters: [meter('weekly', 'Week', '97 % left', 'fine', 97, { detail: 'resets Wed 11:15' })],
    facts: [fact('credits', 'Credits', 'none', { details: [] })],
  }),
];

/** A panel with a dozen telling accounts. */
export const examplePanel: PanelAndPages = {
  ...exampleFace(exampleAccounts.map(({ id, label }) => exampleRow(id, label))),
  version: 7,
  appearance: { language: 'en', theme: 'system' },
  refreshing: false,
  refreshEnabled: true,
  banners: [],
  accounts: exampleAccounts,
  firstRun: null,
  isSample: false,
};

/** A panel before the first account was found. */
export const emptyPanel: PanelAndPages = {
  ...examplePanel,
  accounts: [],
  firstRun: welcomeView,
  form: 'welcome',
  title: 'Welcome',
  rows: [],
  sections: [],
  nextUp: null,
  pool: null,
};
