import { withTimeout } from '../async.ts';

/** A method call on the session bus. */
export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** A kind of signal on the session bus. */
export interface BusSignal {
  readonly interface: string;
  readonly member: string;
  /** Only signals of this object. */
  readonly path?: string;
  /** Only signals whose first argument is this text. */
  readonly firstArgument?: string;
}

/** The part of D-Bus that the app needs. */
export interface SessionBus {
  /** Returns the values of the answer. Rejects if the call fails. */
  readonly call: (call: BusCall) => Promise<readonly unknown[]>;
  readonly onSignal: (signal: BusSignal, listener: (body: readonly unknown[]) => void) => Promise<void>;
  readonly onLost: (listener: () => void) => void;
  readonly close: () => void;
}

export const busDriver = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

/** Returns a value with its type, which D-Bus requires where any type is allowed. */
export async function busVariant(signature: string, value: unknown): Promise<unknown> {
  const { Variant } = await import('@jellybrick/dbus-next');
  return new Variant(signature, value);
}

/** A service may hang, or the bus may start it and it never answers. Nothing waits longer than this. */
const defaultWaitMs = 5_000;

/** How a call ended. `late`: there is no answer yet; `answer` settles when it arrives. */
export type BusAnswer =
  | { readonly kind: 'answered'; readonly body: readonly unknown[] }
  | { readonly kind: 'refused'; readonly cause: unknown }
  | { readonly kind: 'late'; readonly answer: Promise<readonly unknown[]> };

/** Makes a call and waits up to `waitMs` for its answer. Never rejects. */
export async function askBus(bus: SessionBus, call: BusCall, waitMs = defaultWaitMs): Promise<BusAnswer> {
  const answer = bus.call(call);
  const settled = answer.then(
    (body): BusAnswer => ({ kind: 'answered', body }),
    (cause: unknown): BusAnswer => ({ kind: 'refused', cause }),
  );
  return withTimeout(settled, waitMs, { kind: 'late', answer });
}

/** Makes a call and returns the values of its answer. Rejects if it is refused or not answered within `waitMs`. */
export async function callInTime(bus: SessionBus, call: BusCall, waitMs?: number): Promise<readonly unknown[]> {
  const answer = await askBus(bus, call, waitMs);
  if (answer.kind === 'answered') return answer.body;
  throw answer.kind === 'refused' ? answer.cause : new Error(`${call.destination} did not answer ${call.member}`);
}

const connectTimeoutMs = 5_000;

/**
 * Connects to the desktop's session bus, or to the bus at an address. Null if there is none, or if it does not answer
 * within five seconds. The D-Bus library is loaded only here, because most platforms do not need it.
 */
export async function connectSessionBus(address?: string): Promise<SessionBus | null> {
  const { sessionBus, Message } = await import('@jellybrick/dbus-next');
  const bus = sessionBus(address === undefined ? {} : { busAddress: address });
  const lost = new Set<() => void>();
  let isClosed = false;

  const isConnected = await new Promise<boolean>((resolve) => {
    const late = setTimeout(() => {
      bus.disconnect();
      resolve(false);
    }, connectTimeoutMs);
    bus.once('connect', () => clearTimeout(late));
    (bus as NodeJS.EventEmitter).once('error', () => clearTimeout(late));
    bus.once('connect', () => resolve(true));
    // The library reports socket errors with an event that its types do not contain.
    (bus as NodeJS.EventEmitter).on('error', () => {
      resolve(false);
      if (!isClosed) lost.forEach((listener) => listener());
    });
  });
  if (!isConnected) return null;

  const call = async ({ body, ...header }: BusCall): Promise<readonly unknown[]> => {
    const answer = await bus.call(new Message({ ...header, body: [...(body ?? [])] }));
    return answer?.body ?? [];
  };

  return Object.freeze({
    call,
    onSignal: async (signal: BusSignal, listener: (body: readonly unknown[]) => void) => {
      bus.on('message', (message) => {
        const isWanted = message.interface === signal.interface && message.member === signal.member;
        const isFrom = signal.path === undefined || message.path === signal.path;
        const isAbout = signal.firstArgument === undefined || message.body[0] === signal.firstArgument;
        if (isWanted && isFrom && isAbout) listener(message.body);
      });
      await call({ ...busDriver, member: 'AddMatch', signature: 's', body: [matchRule(signal)] });
    },
    onLost: (listener: () => void) => void lost.add(listener),
    close: () => {
      isClosed = true;
      bus.disconnect();
    },
  });
}

function matchRule(signal: BusSignal): string {
  const from = signal.path === undefined ? '' : `,path='${signal.path}'`;
  const about = signal.firstArgument === undefined ? '' : `,arg0='${signal.firstArgument}'`;
  return `type='signal',interface='${signal.interface}',member='${signal.member}'${from}${about}`;
}
