import type { PanelAndPages } from '../card-page.ts';
import type { PanelFace } from '../../../core/views/panel-model.ts';
import type { SettingsView } from '../../../core/views/settings.ts';
import { account, fact, meter } from '../example-cards.ts';
import { compactFace, designPanel, manyFace, nineteenFace, oneFace, threeFace } from '../design-faces.ts';
import { foundView } from '../example-first-run.ts';
import { exampleSettings } from '../example-settings.ts';
import { warmupScene } from './warmup-scene.ts';
import { emptyPanel, examplePanel } from '../example-views.ts';
import { fakeBridge, type FakeBridge } from '../fake-bridge.ts';
import { offerScenes } from './offer-scenes.ts';
import { usageScenes } from './usage-scenes.ts';

const chinese: PanelAndPages = {
  ...examplePanel,
  appearance: { language: 'zh-Hans', theme: 'system' },
  accounts: [
    account('codex:a', 'codex', '旧笔记本', 'Codex · Plus', {
      stateText: '请重新登录',
      stateTone: 'attention',
      ageText: '3 小时前的数据',
      message: '此账号的登录已过期。请运行 `codex login`，之后会自动恢复。',
      meters: [meter('session', '5 小时', '剩余 62%', 'fine', 62, { stale: true, detail: '41 分钟后重置' })],
    }),
    account('codex:b', 'codex', '工作', 'Codex · Pro', {
      meters: [
        meter('session', '5 小时', '剩余 4%', 'critical', 4, {
          pacePercent: 22,
          detail: '14:20 用尽 · 1 小时 2 分后重置',
        }),
        meter('weekly', '每周', '剩余 41%', 'fine', 41, { pacePercent: 55, detail: '周四 09:00 重置' }),
      ],
      facts: [fact('credits', '积分', '247.5 ≈ $9.90')],
    }),
    account('codex:c', 'codex', '团队', 'Codex · Business', {
      stateText: '受每周额度限制',
      stateTone: 'attention',
      message: '每周额度已用完，周四 09:00 重置。',
      meters: [
        meter('session', '5 小时', '剩余 99%', 'fine', 99, { blocked: true, detail: '周四 09:00 恢复可用' }),
        meter('weekly', '每周', '已用尽', 'used-up', 0, { detail: '周四 09:00 恢复' }),
        meter('spark', 'GPT-5.3-Codex-Spark · 每周', '剩余 19%', 'low', 19, { detail: '周日 07:30 重置' }),
      ],
    }),
    account('claude:d', 'claude', '家里', 'Claude · Max 20×', {
      meters: [meter('session', '5 小时', '–', 'unknown', null), meter('weekly', '每周', '剩余 36%', 'fine', 36)],
    }),
  ],
};

const noticed: PanelAndPages = {
  ...examplePanel,
  refreshing: true,
  refreshEnabled: false,
  banners: [
    {
      id: 'settings',
      severity: 'problem',
      text: 'The settings file could not be read and was set aside. Defaults are in use.',
    },
  ],
};

const failure = { ok: false, error: { code: 'E_FAULT' } } as const;
const chineseSettings = { ...exampleSettings, appearance: chinese.appearance };

const euroSettings: SettingsView = {
  ...exampleSettings,
  settings: {
    ...exampleSettings.settings,
    displayCurrency: 'EUR',
    ownRate: { currency: 'EUR', perUsd: '0.92', date: '2026-11-18' },
    accountLabels: { 'codex:work': 'work' },
    accountGroups: { 'codex:work': 'Studio', 'claude:home': 'private' },
  },
};

const alertSettings: SettingsView = {
  ...exampleSettings,
  settings: {
    ...exampleSettings.settings,
    quietHours: { monday: { from: '22:00', to: '07:00' }, saturday: { from: '13:00', to: '15:00' } },
    accountAlerts: { 'claude:home': { enabled: true, alertAtPercent: [50, 75] } },
    hooks: [{ event: 'window-back', command: '/usr/local/bin/start-build', arguments: ['--queue', 'night'] }],
    ...{ proxyMode: 'manual', proxyUrl: 'http://proxy.example:8080' },
    proxySignIn: { origin: 'http://proxy.example:8080', user: 'sam', givenAtMs: 0 },
  },
};

function faceBridge(face: PanelFace): FakeBridge {
  return fakeBridge({ panel: { ok: true, value: designPanel(face) } });
}

interface SceneAbout {
  readonly title: string;
  /** The page that shows what is special about the scene. */
  readonly page: 'panel' | 'settings';
}

/** The scenes by name, in the order of the gallery. */
export const scenes: Readonly<Record<string, SceneAbout>> = {
  nineteen: { title: 'Nineteen accounts', page: 'panel' },
  compact: { title: 'Nineteen accounts, compact', page: 'panel' },
  three: { title: 'Three accounts', page: 'panel' },
  one: { title: 'One account', page: 'panel' },
  many: { title: 'Two hundred accounts', page: 'panel' },
  rich: { title: 'Accounts in many states', page: 'panel' },
  zh: { title: 'Chinese', page: 'panel' },
  alerts: { title: 'New notifications', page: 'panel' },
  notices: { title: 'A banner, refreshing', page: 'panel' },
  empty: { title: 'No account', page: 'panel' },
  found: { title: 'Accounts found', page: 'panel' },
  sample: { title: 'Sample accounts', page: 'panel' },
  failed: { title: 'The app does not answer', page: 'panel' },
  loading: { title: 'Loading', page: 'panel' },
  offer: { title: 'An offer and a banked reset', page: 'panel' },
  'offer-zh': { title: 'An offer, Chinese', page: 'panel' },
  'usage-7': { title: 'Daily usage: 7 days', page: 'panel' },
  'usage-60': { title: 'Daily usage: 60 days', page: 'panel' },
  'usage-0': { title: 'Daily usage: no day', page: 'panel' },
  'usage-one': { title: 'Daily usage: one client', page: 'panel' },
  'usage-six': { title: 'Daily usage: six clients', page: 'panel' },
  'usage-off': { title: 'Daily usage: turned off', page: 'panel' },
  'usage-failed': { title: 'Daily usage: refused', page: 'panel' },
  'usage-gap': { title: 'Daily usage: unknown days', page: 'panel' },
  'usage-zh': { title: 'Daily usage: Chinese', page: 'panel' },
  euro: { title: 'Settings in euros', page: 'settings' },
  warmups: { title: 'Warm-ups', page: 'settings' },
  'warmups-zh': { title: 'Warm-ups, Chinese', page: 'settings' },
};

/** Returns the bridge of a scene. An unknown name gives the first scene. */
export function sceneBridge(name: string): FakeBridge {
  switch (name) {
    case 'nineteen':
      return faceBridge(nineteenFace);
    case 'compact':
      return faceBridge(compactFace);
    case 'three':
      return faceBridge(threeFace);
    case 'one':
      return faceBridge(oneFace);
    case 'many':
      return faceBridge(manyFace(200));
    case 'zh':
      return fakeBridge({ panel: { ok: true, value: chinese }, settings: { ok: true, value: chineseSettings } });
    case 'euro':
      return fakeBridge({ settings: { ok: true, value: euroSettings } });
    case 'warmups':
      return warmupScene();
    case 'warmups-zh':
      return warmupScene(chinese.appearance);
    case 'alerts':
      return fakeBridge({
        panel: { ok: true, value: { ...examplePanel, unseenCount: 2 } },
        settings: { ok: true, value: alertSettings },
      });
    case 'empty':
      return fakeBridge({ panel: { ok: true, value: emptyPanel } });
    case 'found':
      return fakeBridge({
        panel: { ok: true, value: { ...designPanel(threeFace), title: '3 accounts found', firstRun: foundView } },
      });
    case 'sample':
      return fakeBridge({ panel: { ok: true, value: { ...designPanel(threeFace), isSample: true } } });
    case 'failed':
      return fakeBridge({ panel: failure, settings: failure });
    case 'loading':
      return fakeBridge({ silent: true });
    case 'notices':
      return fakeBridge({
        panel: { ok: true, value: noticed },
        settings: { ok: true, value: { ...exampleSettings, canStartAtLogin: false, banners: noticed.banners } },
      });
    default:
      return fakeBridge((usageScenes[name] ?? offerScenes[name])?.() ?? {});
  }
}
