import { app } from 'electron';

const faultExitCode = 70;

/**
 * Ends the app with a line on stderr for a fault that nothing caught, instead of Electron's dialog in
 * front of an app that half works; what is worth keeping was written when it changed. A promise that
 * nobody waited for is only told: the rest of the app stands.
 */
export function watchForFaults(): void {
  process.on('uncaughtException', endByFault);
  process.on('unhandledRejection', (cause) => tell('Unhandled', cause));
}

export function endByFault(cause: unknown): void {
  tell('A fault of ours, so Quota Tray ends', cause);
  app.exit(faultExitCode);
}

function tell(what: string, cause: unknown): void {
  process.stderr.write(`${what}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
}
