import { app } from 'electron';
import { createNotifier } from '../electron/notifier.ts';
import { subscribePower } from '../electron/system/power.ts';
import type { TrayFace } from '../electron/tray/tray-face.ts';
import { createAlerting } from '../engine/alerting.ts';
import type { Publisher } from '../engine/publisher.ts';
import type { Parts } from '../parts.ts';
import { createPowerFollower } from './follow-power.ts';
import { openLocalInterface } from './local-interface.ts';
import { lazySentAlerts } from './sent-alerts.ts';
import { followTrayHost } from './tray.ts';
import type { DesktopState } from './views.ts';
import type { Windows } from './windows.ts';

/** The desktop takes the icon over several messages; until it has, nothing else may use the thread. */
const trayFirstMs = 100;

/** Everything that listens to the world or asks a service, begun once the tray is up and ended at quit. */
export function listenAndAsk(
  parts: Parts,
  publisher: Publisher,
  desktop: DesktopState,
  face: TrayFace,
  windows: Pick<Windows, 'openAccount'> & { readonly openPanel: () => void },
): void {
  let end = (): void => {};
  const timer = setTimeout(() => (end = begin()), trayFirstMs);
  app.on('before-quit', () => {
    clearTimeout(timer);
    end();
    parts.flush();
  });

  function begin(): () => void {
    const { engine } = parts;
    tellOfExhaustion(parts, publisher, windows.openAccount);
    parts.onProblem(publisher.publish);
    const endTrayHost = followTrayHost(desktop, face, windows.openPanel, publisher.publish);
    const endPower = subscribePower(createPowerFollower(engine));
    const closeApi = openLocalInterface(parts, publisher);
    void engine.start();
    return () => {
      engine.stop();
      endTrayHost();
      endPower();
      void closeApi.then((close) => close());
    };
  }
}

function tellOfExhaustion(
  parts: Parts,
  publisher: Publisher,
  openAccount: (accountId: string | null) => Promise<void>,
): void {
  const { clock, reader, settings, log } = parts;
  const alert = createAlerting({
    clock,
    reader,
    enabled: () => settings.get().notifications,
    sentAlerts: lazySentAlerts(parts),
    notifier: createNotifier({ onOpen: (id) => void openAccount(id), log: log.warn }),
  });
  publisher.onSnapshot(
    (now, before) => void alert(now, before).catch((cause: unknown) => log.error('A notice was not shown', cause)),
  );
}
