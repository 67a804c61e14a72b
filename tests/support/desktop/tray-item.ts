import { type Message, type MessageBus, Variant } from '@jellybrick/dbus-next';

import { type BusObject, callMethod, connectToSessionBus, readProperty } from './session-bus.ts';

const itemInterface = 'org.kde.StatusNotifierItem';

/** One picture of a tray icon: `argb` holds four bytes per pixel, alpha first, row by row. */
export interface TrayIcon {
  readonly width: number;
  readonly height: number;
  readonly argb: Uint8Array;
}

/** The object that holds the icon's menu. */
export async function menuOf(bus: MessageBus, item: BusObject): Promise<BusObject> {
  return { destination: item.destination, path: String(await readProperty(bus, item, itemInterface, 'Menu')) };
}

/** The tooltip's lines as a desktop shows them: its title and, where there is one, its text. */
export async function readTrayTooltip(bus: MessageBus, item: BusObject): Promise<string> {
  const [, , title, text] = (await readProperty(bus, item, itemInterface, 'ToolTip')) as readonly unknown[];
  return [title, text].filter((part) => typeof part === 'string' && part !== '').join('\n');
}

/** The icon's pictures, one per size that the app offers. Empty where it names a file instead. */
export async function readTrayIcons(bus: MessageBus, item: BusObject): Promise<readonly TrayIcon[]> {
  const pictures = (await readProperty(bus, item, itemInterface, 'IconPixmap')) as readonly unknown[];
  return pictures.map((picture) => {
    const [width, height, argb] = picture as [number, number, Uint8Array];
    return { width, height, argb: Uint8Array.from(argb) };
  });
}

/** Clicks the icon itself with the first button. */
export async function activateTrayItem(bus: MessageBus, item: BusObject): Promise<void> {
  await callMethod(bus, item, itemInterface, 'Activate', { signature: 'ii', body: [0, 0] });
}

const menuInterface = 'com.canonical.dbusmenu';
const rootId = 0;
const allDepths = -1;

/** One row of a tray menu as a desktop shows it; rows that it hides are left out. */
export interface MenuItem {
  readonly id: number;
  readonly type: 'standard' | 'separator';
  readonly label: string;
  readonly enabled: boolean;
  /** null for a row that cannot be ticked. */
  readonly checked: boolean | null;
  readonly children: readonly MenuItem[];
}

/** Reads the whole menu as a desktop does when it is opened. Answers the top rows. */
export async function readTrayMenu(bus: MessageBus, menu: BusObject): Promise<readonly MenuItem[]> {
  // Desktops announce the opening; an app may fill its menu only then. Not all of them answer.
  await callMethod(bus, menu, menuInterface, 'AboutToShow', { signature: 'i', body: [rootId] }).catch(() => undefined);
  const [, layout] = await callMethod(bus, menu, menuInterface, 'GetLayout', {
    signature: 'iias',
    body: [rootId, allDepths, []],
  });
  return rowOf(layout).children;
}

/** Tells the app that a row was clicked. */
export async function clickTrayMenu(bus: MessageBus, menu: BusObject, id: number): Promise<void> {
  await callMethod(bus, menu, menuInterface, 'Event', {
    signature: 'isvu',
    body: [id, 'clicked', new Variant('i', 0), Math.floor(Date.now() / 1_000)],
  });
}

/** Turns `(ia{sv}av)`, the form of a row on the bus, into a row with its children. */
function rowOf(layout: unknown): MenuItem {
  const [id, properties, children] = layout as [number, Readonly<Record<string, unknown>>, readonly unknown[]];
  return {
    id,
    type: properties['type'] === 'separator' ? 'separator' : 'standard',
    label: typeof properties['label'] === 'string' ? withoutMnemonic(properties['label']) : '',
    enabled: properties['enabled'] !== false,
    checked: properties['toggle-type'] ? properties['toggle-state'] === 1 : null,
    children: children.filter(isShown).map(rowOf),
  };
}

function isShown(layout: unknown): boolean {
  const [, properties] = layout as [number, Readonly<Record<string, unknown>>];
  return properties['visible'] !== false;
}

/** `_Quit` is Quit with Q as its key; a doubled underscore stands for one. */
function withoutMnemonic(label: string): string {
  return label.replaceAll(/_(_?)/g, '$1');
}

/** How often the app rebuilt the menu of a tray icon. */
interface MenuRebuilds {
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
