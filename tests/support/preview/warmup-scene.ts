import type { Appearance } from '../../../core/views/panel.ts';
import { chinese, english } from '../example-states.ts';
import { exampleSettings } from '../example-settings.ts';
import { exampleWarmups, morning, morningRun } from '../example-warmups.ts';
import { fakeBridge, type FakeBridge } from '../fake-bridge.ts';

const evening = { ...morning, id: 'e', accountId: 'claude:home', days: [1, 2, 3, 4, 5, 6, 7], time: '19:30' };
const skipped = { ...morningRun, key: 's', accountId: 'claude:home', slotAtMs: morningRun.slotAtMs + 3_600_000 };

/** Two schedules, a slot that started a window and one that was let go. */
export function warmupScene(appearance: Appearance = exampleSettings.appearance): FakeBridge {
  const chosen = { windowWarmups: [morning, evening], windowWarmupCap: { perDay: 2, perWeek: 10 } };
  const runs = [
    morningRun,
    { ...skipped, state: 'skipped', reason: 'weekly-used-up', startedAtMs: null, resetsAtMs: null } as const,
  ];
  const locale = appearance.language === 'en' ? english : chinese;
  const settings = { ...exampleSettings.settings, ...chosen, refreshSlots: [{ days: [6, 7], time: '09:15' }] };
  return fakeBridge({
    settings: { ok: true, value: { ...exampleSettings, appearance, settings } },
    warmups: { ok: true, value: exampleWarmups({ settings: chosen, runs, locale }) },
    warmupAnswers: [{ ok: true, value: { ok: true, message: 'Request sent' } }],
  });
}
