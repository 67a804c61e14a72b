import { Message, type MessageBus } from '@jellybrick/dbus-next';

import { ExportedInterface } from './exported-interface.ts';
import { type BusObject, onDisconnected, ownName } from './session-bus.ts';

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
export interface StatusNotifierWatcher {
  readonly items: () => readonly BusObject[];
}

/** Becomes the desktop's registry of tray icons on this bus, until the connection ends. */
export async function startWatcher(bus: MessageBus): Promise<StatusNotifierWatcher> {
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
