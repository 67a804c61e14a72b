import { app } from 'electron';
import type { NotificationStore } from '../../core/alerts/store.ts';
import { notificationsView, type NotificationsView } from '../../core/alerts/view.ts';
import type { SnoozeButton } from '../../core/alerts/delivery.ts';
import { userCommandOutcomeText } from '../../core/user-commands/user-command.ts';
import { hookConfirmation } from '../../core/settings/confirmation.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import type { CommandHandlers } from '../electron/ipc/command-handlers.ts';
import type { Confirm } from '../electron/dialogs.ts';
import { createNotifier } from '../electron/notifier.ts';
import { createAlerting } from '../features/alerting.ts';
import { createUserCommands } from '../features/user-commands.ts';
import { createIncidents } from '../features/incidents.ts';
import { createBusNotifier } from '../node/desktop/bus-notifier.ts';
import { runUserCommand } from '../node/child-process/user-command.ts';
import { statusAddress } from '../node/http/addresses.ts';
import type { Services } from '../services/create-services.ts';
import { lazyNotifications, lazySentAlerts } from '../services/stores.ts';

type NotificationHandlers = Pick<CommandHandlers, 'notices.get' | 'notices.seen' | 'notices.snooze' | 'hooks.try'>;

/** What this app needs of its surroundings to tell of news; all of it is there once the tray is up. */
export interface NotificationCentreDependencies {
  readonly snapshot: () => Snapshot;
  readonly publish: () => void;
  readonly openAccount: (accountId: string | null) => Promise<void>;
  readonly panelIsOpen: () => boolean;
  readonly confirm: Confirm;
}

/** Everything about notices: who is told, what is listed, what services say of themselves, the user's commands. */
export interface NotificationCentre {
  readonly handlers: NotificationHandlers;
  /** How many notices nobody has seen. */
  readonly unseen: () => number;
  /** What an account's service says of its own fault; null: nothing. */
  readonly incidentText: (account: Pick<AccountSnapshot, 'provider'>) => string | null;
  readonly panelShown: () => void;
  /** Judges a snapshot and tells what is new in it. */
  readonly judge: (now: Snapshot, before: Snapshot | null) => void;
  readonly stop: () => void;
}

const statusLimits = { timeoutMs: 10_000, maximumBytes: 512 * 1024 };
const hourMs = 3_600_000;

export function createNotificationCentre(parts: Services, around: NotificationCentreDependencies): NotificationCentre {
  const { clock, locale, settings, log } = parts;
  const notices = lazyNotifications(parts);
  const sentAlerts = lazySentAlerts(parts);
  let telling: Promise<void> = Promise.resolve();
  let store: NotificationStore | null = null;
  let unseen = 0;

  const open = async (): Promise<NotificationStore> => {
    if (store !== null) return store;
    store = await notices();
    count();
    return store;
  };
  const count = (): void => {
    const now = store?.list().filter(({ seen }) => !seen).length ?? 0;
    if (now === unseen) return;
    unseen = now;
    around.publish();
  };
  const snooze = async ({ accountIds, untilMs }: SnoozeButton): Promise<void> => {
    const opened = await open();
    for (const id of accountIds) opened.snooze(id, untilMs ?? clock.nowMs() + hourMs);
  };

  const incidents = createIncidents({
    clock,
    enabled: () => settings.get().incidents,
    address: (page) => statusAddress(page, process.env),
    get: async (url) => {
      const reply = await parts.publicHttp.get(url, statusLimits);
      return reply.kind === 'body' ? reply.body : null;
    },
    changed: around.publish,
  });
  const hooks = createUserCommands({
    clock,
    log,
    commands: () => settings.get().hooks,
    run: (hook, message) => runUserCommand(hook, message, { environment: process.env }),
  });

  const clicks = {
    onOpen: (accountId: string | null) => void around.openAccount(accountId),
    onSnooze: (button: SnoozeButton) => void snooze(button),
    log: log.warn,
  };
  const bus = process.platform === 'linux' ? createBusNotifier({ ...clicks, appName: app.getName() }) : null;

  const tell = createAlerting({
    ...{ clock, locale, settings: settings.get, tally: parts.counters },
    sentAlerts,
    notices: open,
    notifier: bus ?? createNotifier(clicks),
    doNotDisturb: async () => bus?.doNotDisturb() ?? null,
    incident: async (snapshot) => {
      await incidents.check(snapshot, around.panelIsOpen());
      return incidents.isOngoing;
    },
    onAlert: hooks.onAlert,
    onNotice: count,
  });

  const view = async (): Promise<NotificationsView> => {
    const opened = await open();
    const { accounts } = around.snapshot();
    return notificationsView(opened.list(), opened.snoozes(), accounts, settings.get(), locale(), clock.nowMs());
  };

  parts.accountStores.register({
    name: 'notices',
    isInEveryProcess: true,
    forget: async (accountId) => {
      // A snapshot that is being judged would put its memory back.
      await telling;
      (await sentAlerts()).forget(accountId);
      (await open()).forget(accountId);
      count();
      return true;
    },
  });

  return {
    handlers: {
      'notices.get': view,
      'notices.seen': async () => {
        (await open()).markSeen();
        count();
        return view();
      },
      'notices.snooze': async ({ accountId, forMinutes }) => {
        (await open()).snooze(accountId, forMinutes === null ? null : clock.nowMs() + forMinutes * 60_000);
        return view();
      },
      'hooks.try': async ({ index }, { webContentsId }) => {
        const hook = settings.get().hooks[index];
        if (hook === undefined) return { message: locale().t('hooks.gone') };
        if (!(await around.confirm(webContentsId, hookConfirmation(hook, locale())))) return { message: null };
        const outcome = await hooks.try(hook);
        return { message: userCommandOutcomeText(outcome, locale()) };
      },
    },
    unseen: () => unseen,
    incidentText: (account) => incidents.text(account, locale()),
    panelShown: () => void incidents.check(around.snapshot(), true),
    judge: (now, before) => {
      hooks.onSnapshot(now, before);
      telling = tell(now, before).catch((cause: unknown) => log.error('A notice was not shown', cause));
    },
    stop: () => bus?.close(),
  };
}
