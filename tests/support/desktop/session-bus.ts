import {
  interface as dbus,
  Message,
  type MessageBus,
  NameFlag,
  RequestNameReply,
  sessionBus,
  Variant,
} from '@jellybrick/dbus-next';

const propertiesInterface = 'org.freedesktop.DBus.Properties';

/** Where a method or property lies on the bus. */
export interface BusObject {
  readonly destination: string;
  readonly path: string;
}

/** A method's arguments with their D-Bus signature; leave both out where it takes none. */
interface BusArguments {
  readonly signature: string;
  readonly body: readonly unknown[];
}

/** Connects to the session bus that the environment names. Call `disconnect()` when done. */
export async function connectToSessionBus(): Promise<MessageBus> {
  const bus = sessionBus();
  await new Promise<void>((resolve, reject) => {
    bus.once('connect', resolve);
    // An error after that settles nothing, but an unheard one would end the test process.
    bus.on('error' as 'connect', (...reason: readonly unknown[]) => reject(reason[0]));
  });
  return bus;
}

/** Takes a well-known name. Rejects where another program on the bus holds it and keeps it. */
export async function ownName(bus: MessageBus, name: string): Promise<void> {
  const reply = await bus.requestName(
    name,
    NameFlag.DO_NOT_QUEUE | NameFlag.REPLACE_EXISTING | NameFlag.ALLOW_REPLACEMENT,
  );
  if (reply !== RequestNameReply.PRIMARY_OWNER) throw new Error(`another program owns ${name} on this bus`);
}

/** Calls a method and answers the values of its reply, variants unwrapped at every depth. */
export async function callMethod(
  bus: MessageBus,
  object: BusObject,
  interfaceName: string,
  member: string,
  args?: BusArguments,
): Promise<readonly unknown[]> {
  const call = new Message({
    destination: object.destination,
    path: object.path,
    interface: interfaceName,
    member,
    ...(args && { signature: args.signature, body: [...args.body] }),
  });
  const reply = await bus.call(call);
  return (reply?.body ?? []).map(unwrapped);
}

/** Reads one property, unwrapped. Rejects where the object has no such property. */
export async function readProperty(
  bus: MessageBus,
  object: BusObject,
  interfaceName: string,
  property: string,
): Promise<unknown> {
  const [value] = await callMethod(bus, object, propertiesInterface, 'Get', {
    signature: 'ss',
    body: [interfaceName, property],
  });
  return value;
}

/** Calls `listener` whenever a connection leaves the bus, with its unique name. Answers the function that stops it. */
export async function onDisconnected(bus: MessageBus, listener: (uniqueName: string) => void): Promise<() => void> {
  await callMethod(
    bus,
    { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' },
    'org.freedesktop.DBus',
    'AddMatch',
    {
      signature: 's',
      body: ["type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"],
    },
  );
  const onMessage = (message: Message): void => {
    const [name, , newOwner] = message.body;
    if (message.member === 'NameOwnerChanged' && typeof name === 'string' && newOwner === '') listener(name);
  };
  bus.on('message', onMessage);
  return () => bus.off('message', onMessage);
}

function unwrapped(value: unknown): unknown {
  if (value instanceof Variant) return unwrapped(value.value);
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unwrapped(entry)]));
  }
  return value;
}

/**
 * The base of interfaces that tests put on the bus; members are declared by `configureMembers`.
 * In @jellybrick/dbus-next 0.11.3 each instance gets empty fields of its own that hide what
 * `configureMembers` wrote on the prototype, so the bus would say that no member exists.
 * Deleting them shows the prototype's again; use `dbus.Interface` itself once that is mended.
 */
export class ExportedInterface extends dbus.Interface {
  constructor(name: string) {
    super(name);
    delete this.$properties;
    delete this.$methods;
    delete this.$signals;
  }
}
