import { expect, it } from 'vitest';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { createViews } from '../../../../main/app/views.ts';
import type { LeadershipState } from '../../../../main/app/leadership.ts';
import type { Services } from '../../../../main/services/create-services.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const state = stateAfter(codexBody({ session: { used: 10, resetsInMinutes: 62 } }));
const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);

/** What the menu of the tray says where the desktop's notification service is so. */
function menuWhere(notifications: boolean | null | undefined, leadership: LeadershipState = 'own'): readonly string[] {
  const services = {
    settings: { get: () => defaultSettings },
    locale: () => english,
    clock: { nowMs: () => nowMs, random: () => 0 },
    engine: { accounts: () => [state], findings: () => [] },
    problems: () => [],
  } as unknown as Services;
  const desktop = { trayHost: true, ...(notifications === undefined ? {} : { notifications }) };
  const { tray } = createViews({
    ...{ services, desktop },
    leadership: () => leadership,
    canStartAtLogin: true,
    tip: { notice: () => null },
    notificationCentre: {
      ...{ unseenCount: () => 0, incidentText: () => null },
      snoozes: () => ({ allUntilMs: null, accounts: new Map() }),
    },
  });
  return tray(snapshot).rows.flatMap((row) => (row.kind === 'separator' ? [] : [row.text]));
}

it('the tray says where a desktop shows no notifications, and says nothing where that is not known', () => {
  const line = 'No desktop notifications: open the panel';
  expect(menuWhere(false)).toContain(line);
  for (const known of [true, null, undefined]) expect(menuWhere(known)).not.toContain(line);
});

it('the tray says where its figures come from another process, and where the data folder is gone', () => {
  expect(menuWhere(true, 'other')).toContain('Figures come from “quota-tray serve”');
  expect(menuWhere(true, 'gone')).toContain('Data folder removed: restart Quota Tray');
  for (const leadership of ['own', 'undecided'] as const) {
    expect(menuWhere(true, leadership).join()).not.toMatch(/serve|removed/);
  }
});
