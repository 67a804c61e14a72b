import os from 'node:os';
import { app } from 'electron';

/** What a report of a fault needs to say about where the app runs. No name of a person or machine. */
export interface RuntimeFacts {
  readonly appVersion: string;
  readonly electron: string;
  readonly chrome: string;
  readonly node: string;
  /** For example `linux x64 6.8.0`. */
  readonly system: string;
  readonly isPackaged: boolean;
  /** Whether the pages are in the system's sandbox. */
  readonly isSandboxed: boolean;
  /** The kind of desktop session and its name, where the system tells; else null. */
  readonly desktop: string | null;
}

export function runtimeFacts(environment: NodeJS.ProcessEnv = process.env): RuntimeFacts {
  const desktop = [environment['XDG_CURRENT_DESKTOP'], environment['XDG_SESSION_TYPE']].filter(Boolean).join(' ');
  return {
    appVersion: app.getVersion(),
    electron: process.versions['electron'] ?? 'unknown',
    chrome: process.versions['chrome'] ?? 'unknown',
    node: process.versions.node,
    system: `${process.platform} ${process.arch} ${os.release()}`,
    isPackaged: app.isPackaged,
    isSandboxed: !app.commandLine.hasSwitch('no-sandbox'),
    desktop: desktop === '' ? null : desktop,
  };
}
