import fs from 'node:fs';
import path from 'node:path';
import type { FigureProgram } from '../../core/providers/provider-id.ts';
import { sqliteLibrary } from '../../main/node/storage/sqlite.ts';

/** The place in which an invented program keeps its figures. */
export interface FigurePlace {
  readonly program: FigureProgram;
  /** The file, below a home folder on Linux. */
  readonly file: string;
  /** A body with a limit that runs now and of which so much is left. */
  readonly body: (percentLeft: number) => unknown;
  /** Writes a body as the program writes it, at a time. */
  readonly write: (userHome: string, body: unknown, writtenMs?: number) => void;
}

const quotaFile = 'AIAssistantQuotaManager2.xml';

/** The text that a JetBrains IDE writes: one option for each key, with escaped JSON. */
export function quotaXml(body: unknown): string {
  const escaped = (value: unknown): string =>
    JSON.stringify(value, null, 2)
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('\n', '&#10;');
  const options = Object.entries(body as object).map(
    ([name, value]) => `    <option name="${name}" value="${escaped(value)}" />\n`,
  );
  return `<application>\n  <component name="AIAssistantQuotaManager2">\n${options.join('')}  </component>\n</application>`;
}

/** Returns the file of one IDE, below a home folder on Linux. */
export function quotaFileOf(ide: string, vendor = 'JetBrains'): string {
  return path.join('.config', vendor, ide, 'options', quotaFile);
}

/** Writes a file with its folders, and its time. */
export function putText(file: string, text: string, writtenMs?: number): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  if (writtenMs !== undefined) fs.utimesSync(file, writtenMs / 1000, writtenMs / 1000);
}

function inAWeekMs(): number {
  return Date.now() + 7 * 86_400_000;
}

/** The key under which Windsurf keeps its plan. */
export const planKey = 'windsurf.settings.cachedPlanInfo';

/** Every program that keeps figures. */
export const figurePlaces: readonly FigurePlace[] = [
  {
    program: 'jetbrains',
    file: quotaFileOf('IntelliJIdea2026.2'),
    body: (percentLeft) => ({
      quotaInfo: { type: 'Available', tariffQuota: { current: `${100 - percentLeft}`, maximum: '100' } },
      nextRefill: { type: 'Known', next: new Date(inAWeekMs()).toISOString(), tariff: { duration: 'PT720H' } },
    }),
    write: (userHome, body, writtenMs) =>
      putText(path.join(userHome, quotaFileOf('IntelliJIdea2026.2')), quotaXml(body), writtenMs),
  },
  {
    program: 'windsurf',
    file: path.join('.config', 'Windsurf', 'User', 'globalStorage', 'state.vscdb'),
    body: (percentLeft) => ({
      planName: 'Pro',
      quotaUsage: { weeklyRemainingPercent: percentLeft, weeklyResetAtUnix: Math.round(inAWeekMs() / 1000) - 3600 },
    }),
    write: (userHome, body, writtenMs) => {
      const file = path.join(userHome, '.config', 'Windsurf', 'User', 'globalStorage', 'state.vscdb');
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const database = new (sqliteLibrary())(file);
      database.exec('CREATE TABLE IF NOT EXISTS ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)');
      database.prepare('INSERT INTO ItemTable (key, value) VALUES (?, ?)').run(planKey, JSON.stringify(body));
      database.close();
      if (writtenMs !== undefined) fs.utimesSync(file, writtenMs / 1000, writtenMs / 1000);
    },
  },
];
