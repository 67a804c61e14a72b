import { hasNotificationService } from './notification-service.ts';
import { watchTrayHost } from './desktop-services.ts';

/** What this desktop offers now; null: there is no session bus to ask. */
export interface DesktopFacts {
  readonly trayHost: boolean | null;
  readonly notifications: boolean | null;
}

export async function desktopFacts(platform: NodeJS.Platform): Promise<DesktopFacts> {
  const [trayHost, notifications] = await Promise.all([hasTrayHost(platform), hasNotificationService(platform)]);
  return { trayHost, notifications };
}

async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean | null> {
  let end = (): void => {};
  const presence = await new Promise<boolean | null>((resolve) => {
    end = watchTrayHost(resolve, { platform });
  });
  end();
  return presence;
}
