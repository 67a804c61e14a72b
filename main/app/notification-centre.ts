import { join } from 'node:path';
import { app } from 'electron';
import type { NotificationStore, Snoozes } from '../../core/alerts/store.ts';
import { notificationsView, type NotificationsView } from '../../core/alerts/view.ts';
import type { AlertNotifier, SnoozeButton } from '../../core/alerts/delivery.ts';
import { inDirection } from '../../core/i18n/direction.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { KnownIncidents } from '../../core/incidents/incident.ts';
import { userCommandOutcomeText } from '../../core/settings/user-command.ts';
import { hookConfirmation } from '../../core/settings/confirmation.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import type { CommandHandlers } from '../electron/ipc/command-handlers.ts';
import type { Confirm } from '../electron/dialogs.ts';
import { createNotifier } from '../electron/notifier.ts';
import { createAlarm } from '../engine/alarm.ts';
import { createAlerting } from '../features/alerting.ts';
import { createUserCommands } from '../features/user-commands.ts';
import { createIncidents } from '../features/incidents.ts';
import { createBusNotifier } from '../node/desktop/bus-notifier.ts';
import { notificationIcon } from '../node/desktop/notification-icon.ts';
import { hostHomeFolder } from '../node/host-environment.ts';
import { runUserCommand } from '../node/child-process/user-command.ts';
import { statusAddress } from '../node/http/addresses.ts';
import type { Services } from '../services/create-services.ts';
import { lazyNotifications, lazySentAlerts } from '../services/stores.ts';
import { hourMs, minuteMs } from '../../core/units/time.ts';

type NotificationHandlers = Pick<CommandHandlers, 'notices.get' | 'notices.seen' | 'notices.snooze' | 'hooks.try'>;

/** What the notification centre uses of the app. All of it exists once the tray is up. */
export interface NotificationCentreDependencies {
  readonly snapshot: () => Snapshot;
  readonly publish: () => void;
  readonly openAccount: (accountId: string | null) => Promise<void>;
  readonly panelIsOpen: () => boolean;
  readonly confirm: Confirm;
}

/** Notifications of the app: their display, their list, incidents of services, and the user's commands. */
export interface NotificationCentre {
  readonly handlers: NotificationHandlers;
  /** The number of notifications that the user has not seen. */
  readonly unseenCount: () => number;
  /** Until when notifications are muted. Empty until the store is open. */
  readonly snoozes: () => Snoozes;
  /** Mutes an account or all (null) for some minutes. Null minutes: ends it. */
  readonly mute: (accountId: string | null, forMinutes: number | null) => Promise<void>;
  /** The incident that is known of a provider now. Null: none. */
  readonly knownIncident: KnownIncidents;
  /** The incident of an account's service as a sentence. Null: none. */
  readonly incidentText: (account: Pick<AccountSnapshot, 'provider'>) => string | null;
  /** Call when the panel opens: requests due status pages. */
  readonly panelShown: () => void;
  /** Judges a snapshot and notifies about new alerts. */
  readonly judge: (now: Snapshot, before: Snapshot | null) => void;
  readonly stop: () => void;
}

const statusLimits = { timeoutMs: 10_000, maximumBytes: 512 * 1024 };

type NotificationServices = Pick<
  Services,
  'clock' | 'locale' | 'settings' | 'log' | 'database' | 'report' | 'publicHttp' | 'counters' | 'accountStores'
>;

/** Makes the notification centre, and registers its stores for forgotten accounts. */
export function createNotificationCentre(
  services: NotificationServices,
  dependencies: NotificationCentreDependencies,
): NotificationCentre {
  const { clock, locale, settings, log } = services;
  const openStore = lazyNotifications(services);
  const sentAlerts = lazySentAlerts(services);
  let judging: Promise<void> = Promise.resolve();
  let store: NotificationStore | null = null;
  let unseen = 0;

  const open = async (): Promise<NotificationStore> => {
    if (store !== null) return store;
    store = await openStore();
    count();
    if (store.snoozes().allUntilMs !== null || store.snoozes().accounts.size > 0) dependencies.publish();
    return store;
  };
  const count = (): void => {
    const now = store?.list().filter(({ seen }) => !seen).length ?? 0;
    if (now === unseen) return;
    unseen = now;
    dependencies.publish();
  };
  const snooze = async ({ accountIds, untilMs }: SnoozeButton): Promise<void> => {
    const opened = await open();
    for (const id of accountIds) opened.snooze(id, untilMs ?? clock.nowMs() + hourMs);
    dependencies.publish();
  };
  const mute = async (accountId: string | null, forMinutes: number | null): Promise<void> => {
    (await open()).snooze(accountId, forMinutes === null ? null : clock.nowMs() + forMinutes * minuteMs);
    dependencies.publish();
  };

  const incidents = createIncidents({
    clock,
    enabled: () => settings.get().incidents,
    address: (page) => statusAddress(page, process.env),
    get: async (url) => {
      const reply = await services.publicHttp.get(url, statusLimits);
      return reply.kind === 'body' ? reply.body : null;
    },
    changed: dependencies.publish,
  });
  const userCommands = createUserCommands({
    clock,
    log,
    commands: () => settings.get().hooks,
    run: (hook, message) => runUserCommand(hook, message, { environment: process.env }),
  });

  const clicks = {
    onOpen: (accountId: string | null, activationToken: string | null = null) => {
      // A window toolkit takes the token from the environment, and it counts for one window only.
      if (activationToken !== null) process.env['XDG_ACTIVATION_TOKEN'] = activationToken;
      void dependencies
        .openAccount(accountId)
        .catch((cause: unknown) => log.error('The panel did not open', cause))
        .finally(() => delete process.env['XDG_ACTIVATION_TOKEN']);
    },
    onSnooze: (button: SnoozeButton) => void snooze(button),
    log: log.warn,
  };
  const bus =
    process.platform === 'linux' ? createBusNotifier({ ...clicks, appName: app.getName(), icon: icon() }) : null;

  const alarm = createAlarm(clock, { unref: true });
  const alert = createAlerting({
    ...{ clock, locale, settings: settings.get, tally: services.counters },
    sentAlerts,
    notices: open,
    notifier: inDirectionOf(locale, bus ?? createNotifier(clicks)),
    doNotDisturb: async () => bus?.doNotDisturb() ?? null,
    incident: async (snapshot) => {
      await incidents.check(snapshot, dependencies.panelIsOpen());
      return incidents.isOngoing;
    },
    onAlert: userCommands.onAlert,
    onNotice: count,
    lookAgain: (atMs) => alarm.set(atMs, () => judge(dependencies.snapshot())),
  });
  const judge = (now: Snapshot): void => {
    judging = alert(now, null).catch((cause: unknown) => log.error('A notification was not shown', cause));
  };

  const view = async (): Promise<NotificationsView> => {
    const opened = await open();
    const { accounts } = dependencies.snapshot();
    return notificationsView(opened.list(), opened.snoozes(), accounts, settings.get(), locale(), clock.nowMs());
  };

  services.accountStores.register({
    name: 'notices',
    isInEveryProcess: true,
    forget: async (accountId) => {
      // A snapshot that is being judged would store the account's memory again.
      await judging;
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
        await mute(accountId, forMinutes);
        return view();
      },
      'hooks.try': async ({ index }, { webContentsId }) => {
        const hook = settings.get().hooks[index];
        if (hook === undefined) return { message: locale().t('hooks.gone') };
        if (!(await dependencies.confirm(webContentsId, hookConfirmation(hook, locale())))) return { message: null };
        const outcome = await userCommands.try(hook);
        return { message: userCommandOutcomeText(outcome, locale()) };
      },
    },
    unseenCount: () => unseen,
    snoozes: () => store?.snoozes() ?? { allUntilMs: null, accounts: new Map() },
    mute,
    knownIncident: incidents.known,
    incidentText: (account) => incidents.text(account, locale()),
    panelShown: () => void incidents.check(dependencies.snapshot(), true),
    judge: (now, before) => {
      userCommands.onSnapshot(now, before);
      judge(now);
    },
    stop: () => {
      alarm.clear();
      bus?.close();
    },
  };
}

/** Returns the notifier with texts that desktops write in the direction of the user's language. */
function inDirectionOf(locale: () => LocaleContext, notifier: AlertNotifier): AlertNotifier {
  return {
    show: ({ title, body, ...more }, how) =>
      notifier.show({ ...more, title: inDirection(title, locale()), body: inDirection(body, locale()) }, how),
  };
}

function icon(): string {
  const drawing = app.isPackaged
    ? join(process.resourcesPath, 'quota-tray.svg')
    : join(app.getAppPath(), 'scripts', 'icons', 'quota-tray.svg');
  const { env: environment, platform } = process;
  return notificationIcon({ environment, homeFolder: hostHomeFolder(), platform }, drawing);
}
