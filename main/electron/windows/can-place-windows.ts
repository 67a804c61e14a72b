import { app } from 'electron';
import { isNativeWayland } from './native-wayland.ts';

/** Whether this desktop lets a program place its windows; a Wayland compositor does not. */
export function canPlaceWindows(): boolean {
  return !isNativeWayland({
    platform: process.platform,
    electronVersion: process.versions.electron ?? '',
    environment: process.env,
    ozonePlatform: app.commandLine.getSwitchValue('ozone-platform'),
    ozoneHint: app.commandLine.getSwitchValue('ozone-platform-hint'),
  });
}
