import type { PanelAndPages } from '../card-page.ts';
import { account, fact, meter } from '../example-cards.ts';
import { examplePanel } from '../example-views.ts';
import type { FakeApp } from '../fake-bridge.ts';

interface Words {
  readonly tip: string;
  readonly see: string;
  readonly dismiss: string;
  readonly grant: readonly [name: string, text: string];
  readonly resets: readonly [name: string, text: string, action: string];
  readonly weekly: readonly [name: string, figure: string];
}

const english: Words = {
  tip: 'home: $50 of extra usage is available.',
  see: 'View offer',
  dismiss: 'Dismiss',
  grant: ['Extra usage credit', '$50 available · claim it at Claude'],
  resets: ['Banked resets', '2 available · next expires 24 Nov, 09:00', 'Use a reset…'],
  weekly: ['Week', '41 % left'],
};

const chinese: Words = {
  tip: '家里：可领取 $50 额外用量。',
  see: '查看优惠',
  dismiss: '忽略',
  grant: ['额外用量额度', '可领取 $50'],
  resets: ['备用重置', '2 次可用 · 最近一次 11月24日 09:00 过期', '使用一次重置…'],
  weekly: ['每周', '剩余 41%'],
};

function offered(words: Words, language: string): PanelAndPages {
  const actions = [
    { id: 'see-offer', text: words.see },
    { id: 'dismiss-offer', text: words.dismiss },
  ] as const;
  const weekly = meter('weekly', ...words.weekly, 'fine', 41);
  return {
    ...examplePanel,
    appearance: { language, theme: 'system' },
    banners: [
      { id: 'offer', severity: 'hint', text: words.tip, actions, account: { id: 'claude:home', label: 'home' } },
    ],
    accounts: [
      account('codex:work', 'codex', 'work', 'Codex · Pro', {
        meters: [weekly],
        facts: [
          fact('reset-credits', words.resets[0], words.resets[1], {
            actions: [{ id: 'use-reset', text: words.resets[2] }],
          }),
        ],
      }),
      account('claude:home', 'claude', 'home', 'Claude · Max 20×', {
        meters: [weekly],
        facts: [fact('grant', ...words.grant, { actions })],
      }),
    ],
  };
}

const sentence =
  'Use 1 of 2 resets now? It restarts the 5-hour and weekly limits of work. You cannot undo it. This one expires 24 Nov, 09:00.';

/** What one can do about money: a tip, an offer in its card, and a banked reset. */
export const offerScenes: Readonly<Record<string, (() => Partial<FakeApp>) | undefined>> = {
  offer: () => ({
    panel: { ok: true, value: offered(english, 'en') },
    resetQuestion: { ok: true, value: { kind: 'ready', confirmation: 'c-1', sentence } },
  }),
  'offer-zh': () => ({ panel: { ok: true, value: offered(chinese, 'zh-Hans') } }),
};
