import type { Message } from '@jellybrick/dbus-next';

import { type BusObject, callMethod, connectToSessionBus } from './session-bus.ts';
import { menuOf } from './tray-item.ts';

const menuInterface = 'com.canonical.dbusmenu';

/** How often the app built a tray icon's menu anew. */
export interface MenuRebuilds {
  /** `LayoutUpdated` signals since the start. */
  readonly seen: () => number;
  /** The revision that the menu has now; it grows with every new layout. */
  readonly revision: () => Promise<number>;
  readonly stop: () => void;
}

/** Follows the menu of an icon from now on. */
export async function followMenuRebuilds(item: BusObject): Promise<MenuRebuilds> {
  const bus = await connectToSessionBus();
  const menu = await menuOf(bus, item);
  let count = 0;
  bus.on('message', (message: Message) => {
    if (message.interface === menuInterface && message.member === 'LayoutUpdated') count += 1;
  });
  const driver = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };
  const rule = `type='signal',interface='${menuInterface}',sender='${item.destination}'`;
  await callMethod(bus, driver, 'org.freedesktop.DBus', 'AddMatch', { signature: 's', body: [rule] });
  return {
    seen: () => count,
    revision: async () => {
      const [revision] = await callMethod(bus, menu, menuInterface, 'GetLayout', {
        signature: 'iias',
        body: [0, 0, []],
      });
      return Number(revision);
    },
    stop: () => bus.disconnect(),
  };
}
