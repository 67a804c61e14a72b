import { net, powerMonitor } from 'electron';

export type PowerEvent = 'suspend' | 'resume' | 'lock' | 'unlock' | 'online' | 'offline';

/** Electron tells no change of the network, so it is asked: seldom while all is well, more often while it is gone. */
const checkOnlineMs = 60_000;
const checkOfflineMs = 10_000;

/** Sleep, lock and network of the machine. Linux tells no unlock. The answer ends the subscription. Only after ready. */
export function subscribePower(listener: (event: PowerEvent) => void): () => void {
  let wasOnline = net.isOnline();
  let timer: NodeJS.Timeout;

  const checkNetwork = (): void => {
    const isOnline = net.isOnline();
    if (isOnline !== wasOnline) listener(isOnline ? 'online' : 'offline');
    wasOnline = isOnline;
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
  timer = setTimeout(checkNetwork, wasOnline ? checkOnlineMs : checkOfflineMs);
  timer.unref();

  return () => {
    clearTimeout(timer);
    powerMonitor.removeListener('suspend', onSuspend);
    powerMonitor.removeListener('resume', onResume);
    powerMonitor.removeListener('lock-screen', onLock);
    powerMonitor.removeListener('unlock-screen', onUnlock);
  };
}
