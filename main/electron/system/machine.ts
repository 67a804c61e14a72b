import { net, powerMonitor, session } from 'electron';

import { proxyUrlOf } from '../../node/http/proxy.ts';
import { alignedInterval } from '../../node/watch/aligned-interval.ts';
import { minuteMs } from '../../../core/units/time.ts';

export type PowerEvent = 'suspend' | 'resume' | 'lock' | 'unlock' | 'online' | 'offline' | 'battery' | 'ac';

/** Electron reports no change of the network, so it is checked: rarely while online, more often while offline. */
const checkOnlineMs = minuteMs;
const checkOfflineMs = 10_000;

/**
 * Reports sleep, lock, network and power source of the computer. If it runs on battery at the start, that is reported at
 * once. Linux reports neither the lock nor a change of the power source, so the power source is checked with the network.
 * Returns the function that ends the subscription. Call it after the app is ready.
 */
export function subscribePower(listener: (event: PowerEvent) => void): () => void {
  let wasOnline = net.isOnline();
  let wasOnBattery = false;
  let endChecks = (): void => {};

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
    checkEvery(isOnline ? checkOnlineMs : checkOfflineMs);
  };
  const checkEvery = (periodMs: number): void => {
    endChecks();
    endChecks = alignedInterval(checkNetwork, periodMs);
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
  checkEvery(wasOnline ? checkOnlineMs : checkOfflineMs);

  return () => {
    endChecks();
    powerMonitor.removeListener('suspend', onSuspend);
    powerMonitor.removeListener('resume', onResume);
    powerMonitor.removeListener('lock-screen', onLock);
    powerMonitor.removeListener('unlock-screen', onUnlock);
    powerMonitor.removeListener('on-battery', checkBattery);
    powerMonitor.removeListener('on-ac', checkBattery);
  };
}

/** Returns the operating system's proxy for an address, as a URL. Null: no proxy. Call it after the app is ready. Never rejects. */
export async function systemProxyFor(url: string): Promise<string | null> {
  try {
    return proxyUrlOf(await session.defaultSession.resolveProxy(url));
  } catch {
    return null;
  }
}
