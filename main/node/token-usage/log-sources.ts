import fs from 'node:fs';
import path from 'node:path';
import type { UsageTool } from '../../../core/token-usage/entry.ts';
import type { LogReader } from '../../../core/token-usage/log-reader.ts';
import { ampReader } from '../../../core/token-usage/readers/amp.ts';
import { claudeReader } from '../../../core/token-usage/readers/claude.ts';
import { codexReader } from '../../../core/token-usage/readers/codex.ts';
import { copilotReader } from '../../../core/token-usage/readers/copilot.ts';
import { geminiDocumentReader, geminiLineReader } from '../../../core/token-usage/readers/gemini.ts';
import { grokReader } from '../../../core/token-usage/readers/grok.ts';
import { kimiReader } from '../../../core/token-usage/readers/kimi.ts';
import { opencodeDocumentReader, opencodeRowReader } from '../../../core/token-usage/readers/opencode.ts';
import { qwenReader } from '../../../core/token-usage/readers/qwen.ts';
import { claudePaths } from '../credentials/claude-sign-in.ts';
import { codexPaths } from '../credentials/codex-sign-in.ts';
import { type DiscoveryEnvironment, environmentVariable, pathStatus } from '../credentials/folders.ts';
import { errorCode } from '../storage/error-code.ts';

/** A folder in which a tool keeps logs. */
export interface LogSource {
  readonly reader: LogReader;
  /** The tool's own folder. A person may have several. */
  readonly home: string;
  /** The folder below it that is searched with all its folders. */
  readonly folder: string;
  /** Takes a path below the home. */
  readonly isLog: (path: string) => boolean;
}

/** A file that may have changed. */
export interface FoundLog {
  /** Below the tool's folder, with `/` between the parts. */
  readonly path: string;
  readonly file: string;
  readonly inode: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** A file or folder that could not be read, and the code of the system's error. */
export interface UnreadLog {
  readonly tool: UsageTool;
  readonly file: string;
  readonly code: string;
}

/** Where a tool keeps its logs: its folders, and the folders below them. */
interface Place {
  readonly reader: LogReader;
  readonly homes: (surroundings: DiscoveryEnvironment) => readonly string[];
  readonly folders: readonly string[];
  readonly isLog: (path: string) => boolean;
}

const endsAs =
  (end: RegExp) =>
  (place: string): boolean =>
    end.test(place);

const places: readonly Place[] = [
  { reader: claudeReader, homes: claudeHomes, folders: ['projects'], isLog: endsAs(/\.jsonl(?:\.gz|\.zst)?$/) },
  {
    reader: codexReader,
    homes: (surroundings) => codexPaths(surroundings).map(({ folder }) => folder),
    folders: ['sessions', 'archived_sessions'],
    isLog: endsAs(/\.jsonl(?:\.gz|\.zst)?$/),
  },
  {
    reader: opencodeRowReader,
    homes: dataHomes('opencode'),
    folders: ['.'],
    isLog: endsAs(/^opencode(?:-[\w-]+)?\.db$/),
  },
  {
    reader: opencodeDocumentReader,
    homes: dataHomes('opencode'),
    folders: ['storage/message'],
    isLog: endsAs(/\.json$/),
  },
  { reader: geminiLineReader, homes: ownHomes('.gemini'), folders: ['tmp'], isLog: endsAs(/\/chats\/[^/]+\.jsonl$/) },
  {
    reader: geminiDocumentReader,
    homes: ownHomes('.gemini'),
    folders: ['tmp'],
    isLog: endsAs(/\/chats\/[^/]+\.json$/),
  },
  {
    reader: copilotReader,
    homes: ownHomes('.copilot', 'COPILOT_HOME'),
    folders: ['session-state'],
    isLog: endsAs(/\/events\.jsonl$/),
  },
  { reader: kimiReader, homes: ownHomes('.kimi'), folders: ['sessions'], isLog: endsAs(/\/wire\.jsonl$/) },
  { reader: qwenReader, homes: ownHomes('.qwen'), folders: ['projects'], isLog: endsAs(/\/chats\/[^/]+\.jsonl$/) },
  { reader: ampReader, homes: dataHomes('amp'), folders: ['threads'], isLog: endsAs(/\.json$/) },
  {
    reader: grokReader,
    homes: ownHomes('.grok', 'GROK_HOME'),
    folders: ['sessions'],
    isLog: endsAs(/\/updates\.jsonl$/),
  },
];

/** Tools that keep everything in a folder of the home folder, which a variable may name. */
function ownHomes(name: string, variable?: string): Place['homes'] {
  return (surroundings) => {
    const named = variable === undefined ? undefined : environmentVariable(surroundings, variable);
    return [named ?? path.join(surroundings.homeFolder, name)];
  };
}

/** Tools that keep their data where programs do on Linux, on every system. */
function dataHomes(name: string): Place['homes'] {
  return (surroundings) => {
    const data =
      environmentVariable(surroundings, 'XDG_DATA_HOME') ?? path.join(surroundings.homeFolder, '.local/share');
    return [path.join(data, name)];
  };
}

/** Claude Code also used the folder for settings of the desktop. */
function claudeHomes(surroundings: DiscoveryEnvironment): readonly string[] {
  const homes = claudePaths(surroundings).map(({ folder }) => folder);
  if (environmentVariable(surroundings, 'CLAUDE_CONFIG_DIR') !== undefined) return homes;
  const settings =
    environmentVariable(surroundings, 'XDG_CONFIG_HOME') ?? path.join(surroundings.homeFolder, '.config');
  return [...homes, path.join(settings, 'claude')];
}

/**
 * Returns the folders with logs that exist on this computer, each once. Looks at nothing of a tool that is not wanted.
 * Never throws.
 */
export function findLogSources(
  surroundings: DiscoveryEnvironment,
  isWanted: (tool: UsageTool) => boolean,
): readonly LogSource[] {
  const seen = new Set<string>();
  return places
    .filter(({ reader }) => isWanted(reader.tool))
    .flatMap(({ reader, homes, folders, isLog }) =>
      homes(surroundings).flatMap((home) =>
        folders.flatMap((name): readonly LogSource[] => {
          const folder = path.join(home, name);
          if (pathStatus(folder)?.isDirectory() !== true) return [];
          const identity = `${reader.tool} ${reader.kind} ${realFolder(folder)}`;
          if (seen.has(identity)) return [];
          seen.add(identity);
          return [{ reader, home, folder, isLog }];
        }),
      ),
    );
}

function realFolder(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    // The folder was removed at this moment. The search then finds nothing in it.
    return folder;
  }
}

/** Tools nest a few folders. A deeper tree is none of theirs. */
const deepestFolder = 12;

/**
 * Finds the logs of a source, folder by folder. Follows no links below the folder. Reports folders that cannot be listed,
 * and files that cannot be looked at.
 */
export function* findLogs(source: LogSource, unread: (problem: UnreadLog) => void): Generator<FoundLog> {
  const { home, folder: root, isLog, reader } = source;
  const folders: (readonly [folder: string, depth: number])[] = [[root, 0]];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const [folder, depth] = next;
    for (const entry of entriesOf(folder, (code) => unread({ tool: reader.tool, file: folder, code }))) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth < deepestOf(source)) folders.push([file, depth + 1]);
        continue;
      }
      if (!entry.isFile() || !isLog(pathBelow(home, file))) continue;
      const found = logAt(file, home, (code) => unread({ tool: reader.tool, file, code }));
      if (found !== null) yield found;
    }
  }
}

/** A database lies in the tool's folder itself, whose other folders are not searched. */
function deepestOf({ reader }: LogSource): number {
  return reader.kind === 'rows' ? 0 : deepestFolder;
}

function pathBelow(home: string, file: string): string {
  return path.relative(home, file).split(path.sep).join('/');
}

function entriesOf(folder: string, failed: (code: string) => void): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    if (code !== 'ENOENT') failed(code);
    return [];
  }
}

/** Returns the log at a path; null: it is gone, or cannot be looked at. */
export function logAt(file: string, home: string, failed: (code: string) => void): FoundLog | null {
  try {
    const status = fs.lstatSync(file);
    if (!status.isFile()) return null;
    // A database grows in the log beside it first.
    const beside = file.endsWith('.db') ? fs.statSync(`${file}-wal`, { throwIfNoEntry: false }) : undefined;
    return {
      path: pathBelow(home, file),
      file,
      inode: `${status.dev}:${status.ino}`,
      size: status.size + (beside?.size ?? 0),
      modifiedMs: Math.max(status.mtimeMs, beside?.mtimeMs ?? 0),
    };
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    if (code !== 'ENOENT') failed(code);
    return null;
  }
}
