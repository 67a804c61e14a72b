import type { MessageBus } from '@jellybrick/dbus-next';

import { type BusObject, callMethod, readProperty } from './session-bus.ts';

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
