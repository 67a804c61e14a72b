import { examplePanel } from '../example-views.ts';
import { allClients, exampleUsage, usageDays, usageNowMs } from '../example-usage.ts';
import type { FakeApp } from '../fake-bridge.ts';
import { localeIn } from '../locale.ts';

const work = { ...examplePanel, accounts: examplePanel.accounts.filter(({ id }) => id === 'codex:work') };
const chinese = localeIn('zh-Hans', 'zh-CN');

const scene = (usage: ReturnType<typeof exampleUsage>): Partial<FakeApp> => ({
  panel: { ok: true, value: work },
  usage: { ok: true, value: usage },
});

/** The drawer of daily usage in its states, by `?scene=usage-…`. */
export const usageScenes: Readonly<Record<string, () => Partial<FakeApp>>> = {
  'usage-7': () => scene(exampleUsage({ days: 7 })),
  'usage-60': () => scene(exampleUsage({ days: 60 })),
  'usage-0': () => scene(exampleUsage({ days: 0 })),
  'usage-one': () => scene(exampleUsage({ days: 7, clients: ['CODEX_CLI'] })),
  'usage-six': () => scene(exampleUsage({ days: 14, clients: allClients })),
  'usage-off': () => scene(exampleUsage({ days: 0, settings: { dailyUsage: false }, reading: { asked: null } })),
  'usage-failed': () => scene(exampleUsage({ days: 5, reading: { failure: { kind: 'unauthorised', status: 403 } } })),
  'usage-gap': () =>
    scene(
      exampleUsage({
        days: 0,
        reading: {
          days: usageDays(21).filter((_, index) => index < 4 || index > 9),
          asked: { answeredAtMs: usageNowMs, notBeforeMs: 0 },
        },
      }),
    ),
  'usage-zh': () => ({
    ...scene(exampleUsage({ days: 7, locale: chinese })),
    panel: { ok: true, value: { ...work, appearance: { language: 'zh-Hans', theme: 'system' } } },
  }),
};
