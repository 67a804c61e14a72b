import type { BusCall, BusSignal, SessionBus } from '../../../../../main/node/desktop/session-bus.ts';

/** A session bus in memory: which names are owned, whether a host is registered, and who listens. */
export function standInBus() {
  const owned = new Set<string>();
  const startable: string[] = [];
  const listeners: { readonly signal: BusSignal; readonly listener: (body: readonly unknown[]) => void }[] = [];
  const lost: (() => void)[] = [];
  let hasHost = false;
  let isClosed = false;

  const answer = ({ member, body }: BusCall): readonly unknown[] => {
    if (member === 'NameHasOwner') return [owned.has(String(body?.[0]))];
    if (member === 'ListActivatableNames') return [startable];
    if (member === 'Get') return [{ signature: 'b', value: hasHost }];
    throw new Error(`unexpected call ${member}`);
  };

  const bus: SessionBus = {
    call: (call) => Promise.resolve().then(() => answer(call)),
    onSignal: (signal, listener) => {
      listeners.push({ signal, listener });
      return Promise.resolve();
    },
    onLost: (listener) => void lost.push(listener),
    close: () => {
      isClosed = true;
    },
  };
  const emit = (member: string, ...body: readonly unknown[]): void => {
    for (const { signal, listener } of listeners) {
      const isAbout = signal.firstArgument === undefined || signal.firstArgument === body[0];
      if (signal.member === member && isAbout) listener(body);
    }
  };
  return {
    bus,
    emit,
    owned,
    startable,
    setHost: (isRegistered: boolean) => {
      hasHost = isRegistered;
    },
    lose: () => lost.forEach((listener) => listener()),
    isClosed: () => isClosed,
  };
}
