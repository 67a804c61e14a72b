import { Message, type MessageBus } from '@jellybrick/dbus-next';

import { poll } from './poll.ts';
import { type BusObject, connectToSessionBus, ExportedInterface, onDisconnected, ownName } from './session-bus.ts';
import {
  activateTrayItem,
  clickTrayMenu,
  type MenuItem,
  menuOf,
  readTrayIcons,
  readTrayMenu,
  readTrayTooltip,
  type TrayIcon,
} from './tray-item.ts';

export type { TrayIcon } from './tray-item.ts';
export type { MenuItem } from './tray-item.ts';

const defaultTimeoutMs = 120_000;

/**
 * The part of a desktop that holds tray icons. Every call about an icon means the one that
 * registered last, unless it is given another from `items()`.
 */
export interface StatusNotifierHost {
  /** The icons registered at present, oldest first. */
  readonly items: () => readonly BusObject[];
  /** Waits for an icon to be registered (10 s unless told). Rejects when none comes. */
  readonly waitForItem: (timeoutMs?: number) => Promise<BusObject>;
  /** Waits until no icon is registered any more. */
  readonly waitForNoItem: (timeoutMs?: number) => Promise<void>;
  readonly readMenu: (item?: BusObject) => Promise<readonly MenuItem[]>;
  /** Reads the menu until `isAwaited` holds for its top rows, and answers them. */
  readonly waitForMenu: (
    isAwaited: (rows: readonly MenuItem[]) => boolean,
    timeoutMs?: number,
  ) => Promise<readonly MenuItem[]>;
  /** Clicks the row with this id, which comes from the menu read last. */
  readonly click: (id: number, item?: BusObject) => Promise<void>;
  /** Clicks the icon itself, as the first mouse button does. */
  readonly activate: (item?: BusObject) => Promise<void>;
  readonly readTooltip: (item?: BusObject) => Promise<string>;
  /** The largest picture of the icon. Rejects where it has none. */
  readonly readIcon: (item?: BusObject) => Promise<TrayIcon>;
  /** Takes the host off the desktop, as when a panel crashes. Another may be started later. */
  readonly stop: () => Promise<void>;
}

/** Starts a host on the session bus of the environment, before or after the app. */
export async function startStatusNotifierHost(): Promise<StatusNotifierHost> {
  const bus = await connectToSessionBus();
  const watcher = await startWatcher(bus);
  const latest = (): BusObject => {
    const item = watcher.items().at(-1);
    if (item === undefined) throw new Error('no tray icon is registered');
    return item;
  };
  const readMenu = async (item = latest()): Promise<readonly MenuItem[]> => readTrayMenu(bus, await menuOf(bus, item));
  return {
    items: watcher.items,
    waitForItem: (timeoutMs = defaultTimeoutMs) => poll('a tray icon', timeoutMs, () => watcher.items().at(-1)),
    waitForNoItem: async (timeoutMs = defaultTimeoutMs) => {
      await poll('the end of the tray icon', timeoutMs, () => (watcher.items().length === 0 ? true : undefined));
    },
    readMenu,
    waitForMenu: (isAwaited, timeoutMs = defaultTimeoutMs) =>
      poll('the awaited tray menu', timeoutMs, async () => {
        const rows = await readMenu();
        return isAwaited(rows) ? rows : undefined;
      }),
    click: async (id, item = latest()) => clickTrayMenu(bus, await menuOf(bus, item), id),
    activate: async (item = latest()) => activateTrayItem(bus, item),
    readTooltip: async (item = latest()) => readTrayTooltip(bus, item),
    readIcon: async (item = latest()) => {
      const [largest] = (await readTrayIcons(bus, item)).toSorted((one, other) => other.width - one.width);
      if (largest === undefined) throw new Error('the tray icon has no picture');
      return largest;
    },
    stop: async () => {
      await bus.releaseName('org.kde.StatusNotifierWatcher');
      bus.disconnect();
    },
  };
}

const watcherName = 'org.kde.StatusNotifierWatcher';
const watcherPath = '/StatusNotifierWatcher';
const defaultItemPath = '/StatusNotifierItem';

/** The registry of tray icons that a desktop offers, with itself as the host that shows them. */
class WatcherInterface extends ExportedInterface {
  readonly registered = new Map<string, BusObject>();

  get RegisteredStatusNotifierItems(): readonly string[] {
    return [...this.registered.keys()];
  }

  get IsStatusNotifierHostRegistered(): boolean {
    return true;
  }

  get ProtocolVersion(): number {
    return 0;
  }

  RegisterStatusNotifierHost(_service: string): void {}

  StatusNotifierItemRegistered(service: string): string {
    return service;
  }

  StatusNotifierItemUnregistered(service: string): string {
    return service;
  }

  StatusNotifierHostRegistered(): void {}
}

WatcherInterface.configureMembers({
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: 'read' },
    IsStatusNotifierHostRegistered: { signature: 'b', access: 'read' },
    ProtocolVersion: { signature: 'i', access: 'read' },
  },
  methods: { RegisterStatusNotifierHost: { inSignature: 's' } },
  signals: {
    StatusNotifierItemRegistered: { signature: 's' },
    StatusNotifierItemUnregistered: { signature: 's' },
    StatusNotifierHostRegistered: {},
  },
});

/** The tray icons registered at present, oldest first. */
interface StatusNotifierWatcher {
  readonly items: () => readonly BusObject[];
}

/** Becomes the desktop's registry of tray icons on this bus, until the connection ends. */
async function startWatcher(bus: MessageBus): Promise<StatusNotifierWatcher> {
  const watcher = new WatcherInterface(watcherName);
  bus.export(watcherPath, watcher);
  bus.addMethodHandler((message: Message) => {
    if (message.interface !== watcherName || message.member !== 'RegisterStatusNotifierItem') return false;
    const item = itemOf(String(message.body[0]), message.sender);
    const service = `${item.destination}${item.path}`;
    watcher.registered.set(service, item);
    bus.send(Message.newMethodReturn(message));
    watcher.StatusNotifierItemRegistered(service);
    return true;
  });
  await onDisconnected(bus, (name) => {
    for (const [service, item] of watcher.registered) {
      if (item.destination !== name) continue;
      watcher.registered.delete(service);
      watcher.StatusNotifierItemUnregistered(service);
    }
  });
  await ownName(bus, watcherName);
  watcher.StatusNotifierHostRegistered();
  return { items: () => [...watcher.registered.values()] };
}

/** An app registers the bus name of its icon, or only its path on the connection that says so. */
function itemOf(service: string, sender: string): BusObject {
  return service.startsWith('/')
    ? { destination: sender, path: service }
    : { destination: service, path: defaultItemPath };
}
