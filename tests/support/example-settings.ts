import { nineteenFace } from './design-faces.ts';
import { exampleIcons } from './example-icons.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import type { SettingsAccount } from '../../core/views/settings-accounts.ts';
import type { SettingsView } from '../../core/views/settings.ts';

/** An account of the settings. Its tile has the first letters of its service. */
export function exampleAccount(id: string, label: string, subtitle: string, place: string): SettingsAccount {
  const [provider = ''] = id.split(':');
  const [, name = label, domain = null] = /^([^@]+)(@.+)$/.exec(label) ?? [];
  const tile = { text: provider === 'codex' ? 'Cx' : provider === 'claude' ? 'Cl' : 'OC', provider };
  return { id, label, subtitle, place, tile, name, domain, needs: null };
}

/** A settings window with several accounts and a computer that lacks one thing. */
export const exampleSettings: SettingsView = {
  version: 3,
  appearance: { language: 'en', times: 'en-GB', theme: 'system' },
  settings: defaultSettings,
  regions: [
    { code: 'DE', name: 'Germany' },
    { code: 'US', name: 'United States' },
  ],
  languages: [
    { tag: 'en', name: 'English' },
    { tag: 'zh-Hans', name: '简体中文' },
  ],
  dataFolder: '/home/sam/.config/quota-tray',
  canStartAtLogin: true,
  shortcut: { state: 'none', text: null, suggested: 'Ctrl+Alt+Q' },
  diagnostics: [
    { id: 'runtime', state: 'ok', name: 'Quota Tray', text: '0.1.0 · Electron 45.4.1 · Linux x64' },
    { id: 'tray', state: 'ok', name: 'Tray host', text: 'found: StatusNotifierWatcher' },
    { id: 'notifications', state: 'ok', name: 'Notifications', text: 'work, with actions' },
    { id: 'secrets', state: 'problem', name: 'Keyring', text: 'no keyring: secrets are not stored' },
    { id: 'sign-in:codex', state: 'ok', name: 'Codex sign-in', text: '~/.codex/auth.json, read 2 min ago' },
    { id: 'sign-in:claude', state: 'unknown', name: 'Claude sign-in', text: '~/.claude/.credentials.json, not there' },
    { id: 'endpoint', state: 'ok', name: 'Last answer of Codex', text: '200, 13:35' },
  ],
  accounts: [
    exampleAccount('codex:work', 'work', 'Codex · Pro', '~/.codex/auth.json'),
    exampleAccount('claude:home', 'home', 'Claude · Max 20×', '~/.claude/.credentials.json'),
    {
      ...exampleAccount(
        'openai:lab',
        'Forschungsdatenverarbeitungsgesellschaft',
        'OpenAI-compatible',
        'https://inference.example.org/v1',
      ),
      ...{ isAdded: true, hasKey: true },
    },
  ],
  addable: [
    {
      id: 'openrouter',
      name: 'OpenRouter',
      tile: { text: 'OR', provider: 'openrouter' },
      shows: 'spending and a balance',
      needs: 'API key',
      about: 'Shows spending and a balance.',
      searched: 'openrouter openrouter',
      idLabel: null,
      keyPage: 'https://openrouter.ai/settings/keys',
      defaultBaseUrl: 'https://openrouter.ai',
      needsKey: true,
    },
    {
      id: 'relay',
      name: 'Recap relay',
      tile: { text: 'Re', provider: 'relay' },
      shows: 'limits',
      needs: 'key (optional), Install ID, address of the service',
      about: 'Shows limits. You need: Install ID, address of the service. A key is optional.',
      searched: 'relay recap relay',
      idLabel: 'Install ID',
      keyPage: null,
      defaultBaseUrl: null,
      needsKey: false,
    },
  ],
  hints: [
    {
      searched: 'mistral',
      text: 'Quota Tray cannot show Mistral: the service gives its figures only to a signed-in browser.',
    },
  ],
  rates: {
    text:
      'Rates of 20 November 2026 by the European Central Bank: 31 currencies. ' +
      'Quota Tray asks api.frankfurter.dev only when you press “Refresh rates”.',
    canRefresh: true,
    currencies: [
      { code: 'USD', name: 'USD · US Dollar' },
      { code: 'CNY', name: 'CNY · Chinese Yuan' },
      { code: 'EUR', name: 'EUR · Euro' },
    ],
    marks: { decimal: '.', group: ',' },
    today: '2026-11-22',
  },
  banners: [],
  preview: {
    form: 'rows',
    rows: nineteenFace.rows.filter(({ bars }) => bars.length > 1).slice(0, 1),
    icons: exampleIcons,
  },
  appVersion: '0.2.0',
  appBuild: '1a2b3c4 · 2026-11-20',
  updates: {
    text: 'This is the newest version. Last checked: 2 h ago.',
    problem: null,
    percent: null,
    actions: [{ id: 'check', text: 'Check now' }],
  },
  platform: 'linux',
};
