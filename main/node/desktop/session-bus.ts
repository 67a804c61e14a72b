/** What is asked of the session bus: one call, or one kind of signal. */
export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export interface BusSignal {
  readonly interface: string;
  readonly member: string;
  /** Only signals of this object. */
  readonly path?: string;
  /** Only signals whose first argument is this text. */
  readonly firstArgument?: string;
}

/** The little of D-Bus that the app needs. */
export interface SessionBus {
  /** The values of the answer; rejects when the call fails. */
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

/** A value that says its own type, as D-Bus wants it where the type is open. */
export async function busVariant(signature: string, value: unknown): Promise<unknown> {
  const { Variant } = await import('@jellybrick/dbus-next');
  return new Variant(signature, value);
}

/** A service may be hung, or be started by the bus and never come up; nobody waits for it longer than this. */
const usualWaitMs = 5_000;

/** How a call ended. `late`: no answer yet, and `answer` still settles when one comes. */
export type BusAnswer =
  | { readonly kind: 'answered'; readonly body: readonly unknown[] }
  | { readonly kind: 'refused'; readonly cause: unknown }
  | { readonly kind: 'late'; readonly answer: Promise<readonly unknown[]> };

/** Makes one call and waits `waitMs` for its answer. Never rejects. */
export async function askBus(bus: SessionBus, call: BusCall, waitMs = usualWaitMs): Promise<BusAnswer> {
  const answer = bus.call(call);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<BusAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'late', answer }), waitMs);
  });
  const settled = answer.then(
    (body): BusAnswer => ({ kind: 'answered', body }),
    (cause: unknown): BusAnswer => ({ kind: 'refused', cause }),
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The values of a call's answer. Rejects when the call is refused or not answered within `waitMs`. */
export async function callInTime(bus: SessionBus, call: BusCall, waitMs?: number): Promise<readonly unknown[]> {
  const answer = await askBus(bus, call, waitMs);
  if (answer.kind === 'answered') return answer.body;
  throw answer.kind === 'refused' ? answer.cause : new Error(`${call.destination} did not answer ${call.member}`);
}

const connectedWithinMs = 5_000;

/**
 * Connects to the desktop's session bus, or the one at an address; null where there is none or it says
 * nothing for five seconds. The library is only loaded here.
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
    }, connectedWithinMs);
    bus.once('connect', () => clearTimeout(late));
    (bus as NodeJS.EventEmitter).once('error', () => clearTimeout(late));
    bus.once('connect', () => resolve(true));
    // The library passes socket errors on as an event that its types do not name.
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
