import { type MessageBus, Variant } from '@jellybrick/dbus-next';

import { type BusObject, callMethod } from './session-bus.ts';

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
