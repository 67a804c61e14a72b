import { app } from 'electron';

/**
 * Puts every page into the system's sandbox. Only before the app is ready. With the switch
 * that turns the sandbox off (tests as root) this would put every child process into a crash
 * loop, so then it stays off; a packaged app is never started with it.
 */
export function enableSandbox(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}
