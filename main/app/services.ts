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

/** The desktop takes the icon over several messages; until it has, nothing else may use the thread. */
const trayFirstMs = 100;

/** Everything that listens to the world or asks a service, begun once the tray is up and ended at quit. */
export function startServices(
  parts: Services,
  publisher: Publisher,
  desktop: DesktopState,
  face: AppTray,
  alerts: Pick<NotificationCentre, 'judge' | 'stop'>,
  openPanel: () => void,
  leadership: Pick<Leadership, 'begin' | 'end' | 'state'>,
): void {
  let end = (): void => {};
  const timer = setTimeout(() => (end = begin()), trayFirstMs);
  app.on('before-quit', () => {
    clearTimeout(timer);
    end();
    // A folder that was removed on purpose does not come back at the end.
    if (leadership.state() !== 'gone') parts.flush();
  });

  function begin(): () => void {
    const { engine } = parts;
    publisher.onSnapshot(alerts.judge);
    const endNotifications = watchNotificationService((presence) => {
      desktop.notifications = presence;
      publisher.publish();
    });
    parts.onProblem(publisher.publish);
    const endTrayHost = followTrayHost(desktop, face, openPanel, publisher.publish);
    const endSettings = parts.followSettings();
    const endPower = subscribePower(createPowerHandler(engine));
    leadership.begin();
    return () => {
      engine.stop();
      endTrayHost();
      endNotifications();
      alerts.stop();
      endPower();
      endSettings();
      leadership.end();
    };
  }
}
