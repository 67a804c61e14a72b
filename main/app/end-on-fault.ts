import { join } from 'node:path';
import { app } from 'electron';
import { keepFault } from '../node/log/fault.ts';

const faultExitCode = 70;

export interface FaultEnd {
  /** Ends the app with a sentence on stderr. */
  readonly endByFault: (cause: unknown) => void;
}

/**
 * Ends the app for a fault that nothing caught, instead of Electron's dialog in front of an app that half
 * works; what is worth keeping was written when it changed. The details are kept in `logs/faults.log`, and
 * a sentence on stderr says so. A promise that nobody waited for is only told: the rest of the app stands.
 *
 * @param home The folder of all state.
 */
export function watchForFaults(home: string): FaultEnd {
  const tell = (cause: unknown): void => {
    const place = { folder: join(home, 'logs'), program: `Quota Tray ${__APP_VERSION__}`, nowMs: Date.now() };
    process.stderr.write(`${keepFault(cause, place)}\n`);
  };
  const endByFault = (cause: unknown): void => {
    tell(cause);
    app.exit(faultExitCode);
  };
  // Whoever started the app may stop reading what it says.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', endByFault);
  process.on('unhandledRejection', tell);
  return { endByFault };
}
