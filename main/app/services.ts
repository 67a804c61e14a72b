import { app } from 'electron';
import { subscribePower } from '../electron/system/machine.ts';
import type { AppTray } from '../electron/tray/app-tray.ts';
import type { Publisher } from '../features/publisher.ts';
import { watchNotificationService } from '../node/desktop/desktop-services.ts';
import type { Services } from '../services/create-services.ts';
import type { NotificationCentre } from './notification-centre.ts';
import type { Leadership } from './leadership.ts';
import { createPowerHandler } from './power.ts';
import { followTrayHost } from './tray.ts';
import type { DesktopState } from './views.ts';

/** The desktop fetches the tray icon in several messages. Until then no other work may block the thread. */
const trayFirstMs = 100;

/** What starts once the tray is up. */
export interface StartDependencies {
  readonly services: Pick<Services, 'engine' | 'flush' | 'onProblem' | 'followSettings'>;
  readonly publisher: Publisher;
  readonly desktop: DesktopState;
  readonly tray: AppTray;
  readonly notificationCentre: Pick<NotificationCentre, 'judge' | 'stop'>;
  readonly openPanel: () => void;
  readonly leadership: Pick<Leadership, 'begin' | 'end' | 'state'>;
}

/** Starts everything that listens to the system or polls, once the tray is up. Stops it at quit. */
export function startServices(dependencies: StartDependencies): void {
  const { services, publisher, desktop, tray, notificationCentre, openPanel, leadership } = dependencies;
  let end = (): void => {};
  const timer = setTimeout(() => (end = begin()), trayFirstMs);
  app.on('before-quit', () => {
    clearTimeout(timer);
    end();
    // Writing would create the folder again, although the user removed it.
    if (leadership.state() !== 'gone') services.flush();
  });

  function begin(): () => void {
    const { engine } = services;
    publisher.onSnapshot(notificationCentre.judge);
    const endNotifications = watchNotificationService((presence) => {
      desktop.notifications = presence;
      publisher.publish();
    });
    services.onProblem(publisher.publish);
    const endTrayHost = followTrayHost(desktop, tray, openPanel, publisher.publish);
    const endSettings = services.followSettings();
    const endPower = subscribePower(createPowerHandler(engine));
    leadership.begin();
    return () => {
      engine.stop();
      endTrayHost();
      endNotifications();
      notificationCentre.stop();
      endPower();
      endSettings();
      leadership.end();
    };
  }
}
