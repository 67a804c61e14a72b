import { net, powerMonitor, session } from 'electron';

import { proxyUrlOf } from '../../node/http/proxy.ts';

export type PowerEvent = 'suspend' | 'resume' | 'lock' | 'unlock' | 'online' | 'offline' | 'battery' | 'ac';

/** Electron tells no change of the network, so it is asked: seldom while all is well, more often while it is gone. */
const checkOnlineMs = 60_000;
const checkOfflineMs = 10_000;

/**
 * Sleep, lock, network and power source of the machine; a battery that is in use at the start is told
 * at once. Linux tells neither lock nor a change of the power source: the latter is asked along with
 * the network. The answer ends the subscription. Only after ready.
 */
export function subscribePower(listener: (event: PowerEvent) => void): () => void {
  let wasOnline = net.isOnline();
  let wasOnBattery = false;
  let timer: NodeJS.Timeout;

  const checkBattery = (): void => {
    const isOnBattery = powerMonitor.isOnBatteryPower();
    if (isOnBattery !== wasOnBattery) listener(isOnBattery ? 'battery' : 'ac');
    wasOnBattery = isOnBattery;
  };

  const checkNetwork = (): void => {
    const isOnline = net.isOnline();
    if (isOnline !== wasOnline) listener(isOnline ? 'online' : 'offline');
    wasOnline = isOnline;
    checkBattery();
    clearTimeout(timer);
    timer = setTimeout(checkNetwork, isOnline ? checkOnlineMs : checkOfflineMs);
    timer.unref();
  };

  const onSuspend = (): void => listener('suspend');
  const onLock = (): void => listener('lock');
  const onResume = (): void => {
    checkNetwork();
    listener('resume');
  };
  const onUnlock = (): void => {
    checkNetwork();
    listener('unlock');
  };

  powerMonitor.on('suspend', onSuspend);
  powerMonitor.on('resume', onResume);
  powerMonitor.on('lock-screen', onLock);
  powerMonitor.on('unlock-screen', onUnlock);
  powerMonitor.on('on-battery', checkBattery);
  powerMonitor.on('on-ac', checkBattery);
  checkBattery();
  timer = setTimeout(checkNetwork, wasOnline ? checkOnlineMs : checkOfflineMs);
  timer.unref();

  return () => {
    clearTimeout(timer);
    powerMonitor.removeListener('suspend', onSuspend);
    powerMonitor.removeListener('resume', onResume);
    powerMonitor.removeListener('lock-screen', onLock);
    powerMonitor.removeListener('unlock-screen', onUnlock);
    powerMonitor.removeListener('on-battery', checkBattery);
    powerMonitor.removeListener('on-ac', checkBattery);
  };
}

/** The operating system's proxy for an address, as a URL; null: none. Only after the app is ready. Never rejects. */
export async function systemProxyFor(url: string): Promise<string | null> {
  try {
    return proxyUrlOf(await session.defaultSession.resolveProxy(url));
  } catch {
    return null;
  }
}
