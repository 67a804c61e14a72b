import type { NotificationsView } from '../../core/alerts/view.ts';

/** A notice centre with something new, something old, something silent, and an account that is gone. */
export const exampleNotices: NotificationsView = {
  unseen: 2,
  allSnoozedText: null,
  snoozedAccounts: [{ accountId: 'claude:home', label: 'home', text: 'home is muted until 15:00.' }],
  notices: [
    {
      ...{
        id: 4,
        accountId: 'codex:work',
        label: 'work',
        hasCard: true,
        title: 'work: 5-hour limit used up',
        body: 'The 5-hour limit is used up until 14:02.',
      },
      ...{
        ageText: '2 min ago',
        dayText: 'Today',
        timeText: '13:35',
        exactText: '22 Nov 2026, 13:35',
        seen: false,
        silentText: null,
      },
    },
    {
      ...{
        id: 3,
        accountId: 'claude:home',
        label: 'home',
        hasCard: true,
        title: 'home: weekly limit is available again',
      },
      ...{
        body: '98% left. Resets Thu 09:00.',
        ageText: '3 hours ago',
        dayText: 'Today',
        timeText: '10:35',
        exactText: '22 Nov 2026, 10:35',
      },
      ...{ seen: false, silentText: 'in the panel only' },
    },
    {
      ...{ id: 2, accountId: 'codex:old', label: 'codex:old', hasCard: false, title: 'codex:old: sign in again' },
      ...{ body: 'This account needs you to sign in again. Open Quota Tray to see how.' },
      ...{
        ageText: '2 days ago',
        dayText: 'Thu, 20 Nov',
        timeText: '09:00',
        exactText: '20 Nov 2026, 09:00',
        seen: true,
        silentText: null,
      },
    },
  ],
};
