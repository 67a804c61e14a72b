import type { FirstChoices, FirstRunView } from '../../core/views/first-run.ts';
import type { PlacesView } from '../../core/views/places.ts';

const choices: FirstChoices = {
  startAtLogin: false,
  notifications: true,
  notificationsText: 'at 20% and 5% left, once each',
  checkForUpdates: false,
  iconStyle: 'bars',
};

/** A newcomer whose tools are installed, and nobody is signed in. */
export const welcomeView: FirstRunView = {
  step: 'welcome',
  tools: [
    {
      ...{ provider: 'codex', tile: { text: 'Cx', provider: 'codex' }, name: 'Codex' },
      ...{ text: 'not signed in', command: 'codex login' },
    },
    {
      ...{ provider: 'claude', tile: { text: 'Cl', provider: 'claude' }, name: 'Claude Code' },
      ...{ text: 'not signed in', command: 'claude' },
    },
  ],
  accounts: [],
  keys: [
    { provider: 'openrouter', tile: { text: 'OR', provider: 'openrouter' }, name: 'OpenRouter' },
    { provider: 'deepseek', tile: { text: 'DS', provider: 'deepseek' }, name: 'DeepSeek' },
    { provider: 'kimi', tile: { text: 'Ki', provider: 'kimi' }, name: 'Kimi' },
    { provider: 'zai', tile: { text: 'Z', provider: 'zai' }, name: 'Z.ai' },
    { provider: 'relay', tile: { text: 'Re', provider: 'relay' }, name: 'Relay' },
  ],
  keyringText: null,
  choices,
};

/** A newcomer with three accounts, one of them signed out. */
export const foundView: FirstRunView = {
  step: 'found',
  tools: [],
  accounts: [
    {
      ...{ id: 'claude:home', tile: { text: 'Cl', provider: 'claude' }, name: 'home', domain: '@home.example' },
      ...{ text: 'Claude Max 20× · ~/.claude', provider: null, command: null },
    },
    {
      ...{ id: 'codex:work', tile: { text: 'Cx', provider: 'codex' }, name: 'work', domain: '@river.example' },
      ...{ text: 'Codex Pro · ~/.codex', provider: null, command: null },
    },
    {
      ...{ id: 'codex:studio', tile: { text: 'Cx', provider: 'codex' }, name: 'studio', domain: '@river.example' },
      ...{ text: 'Signed out · Codex Plus', provider: 'codex', command: 'codex login' },
    },
  ],
  keys: [],
  keyringText: null,
  choices,
};

/** A place with an account, and one without. */
export const examplePlaces: PlacesView = {
  rows: [
    { service: 'Codex', place: '~/.codex/auth.json', outcome: 'nothing', text: 'no sign-in there' },
    { service: 'Claude', place: '~/.claude/.credentials.json', outcome: 'problem', text: 'The file is damaged.' },
  ],
  notes: ['OpenCode has keys of services that Quota Tray does not read: Acme.'],
};
