import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One thing that a process did below the recorded folder, in the order in which it happened. Paths are relative to it. */
export type Operation =
  | { readonly kind: 'created'; readonly path: string }
  /** `file` is the number of the inode, which may be used again for another file. */
  | { readonly kind: 'opened'; readonly file: string; readonly path: string }
  | { readonly kind: 'written'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncated'; readonly file: string; readonly length: number }
  | { readonly kind: 'synced'; readonly file: string }
  | { readonly kind: 'folder-synced' | 'folder-made' | 'folder-removed' | 'removed'; readonly path: string }
  | { readonly kind: 'renamed' | 'linked'; readonly from: string; readonly to: string }
  /** Nothing is known about what a mapping changes. */
  | { readonly kind: 'mapped'; readonly file: string }
  /** Somebody was told something, so it may not be taken back afterwards. */
  | { readonly kind: 'told'; readonly text: string };

/** Why nothing can be recorded on this computer; null: it can. */
export function recordingProblem(): string | null {
  if (process.platform !== 'linux') return 'The recorder of system calls is for Linux.';
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'There is no C compiler (cc) for the recorder of system calls.';
  }
}

export interface Recording {
  /** The folder whose changes are recorded. */
  readonly folder: string;
  /** For the environment of each process that takes part. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes down that somebody was told something, for a process that does not say it itself. */
  readonly tell: (text: string) => void;
  readonly operations: () => readonly Operation[];
}

/** Compiles the recorder into `place` and returns a recording of a new folder there. */
export function startRecording(place: string): Recording {
  const root = fs.realpathSync(place);
  const [library, folder, file] = ['recorder.so', 'recorded', 'recording'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  const source = fileURLToPath(new URL('recorder.c', import.meta.url));
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-lpthread'], { stdio: 'inherit' });
  fs.mkdirSync(folder, { mode: 0o700 });
  return {
    folder,
    environment: {
      LD_PRELOAD: library,
      QUOTA_TRAY_RECORDED: folder,
      QUOTA_TRAY_RECORDING: file,
      UV_USE_IO_URING: '0',
    },
    tell: (text) => fs.appendFileSync(file, `A ${process.pid} 0 0 ${Buffer.byteLength(text)}\n${text}\n`),
    operations: () => parseRecording(fs.readFileSync(file), folder),
  };
}

/** Reads a recording. A last record that is cut off, because its process was killed, is left out. */
export function parseRecording(bytes: Buffer, folder: string): readonly Operation[] {
  const records: { readonly by: string; readonly operation: Operation }[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const [letter = '', by = '', file = '', number = '0', size = '0'] = bytes.toString('latin1', at, end).split(' ');
    const payload = bytes.subarray(end + 1, end + 1 + Number(size));
    at = end + 2 + Number(size);
    if (end < 0 || at > bytes.length) break;
    const [from = '', to = ''] = payload.toString('utf8').split('\0');
    const inside = (name: string): string => path.relative(folder, name);
    const fields = { file, number: Number(number), payload, from: inside(from), to: inside(to) };
    // The last call of this process failed.
    if (letter === 'N')
      records.splice(
        records.findLastIndex((record) => record.by === by),
        1,
      );
    else records.push({ by, operation: operationOf(letter, fields) });
  }
  return records.map(({ operation }) => operation);
}

interface Fields {
  readonly file: string;
  readonly number: number;
  readonly payload: Buffer;
  readonly from: string;
  readonly to: string;
}

function operationOf(letter: string, { file, number, payload, from, to }: Fields): Operation {
  switch (letter) {
    case 'I':
      return { kind: 'created', path: from };
    case 'O':
      return { kind: 'opened', file, path: from };
    case 'W':
      return { kind: 'written', file, at: number, bytes: payload };
    case 'T':
      return { kind: 'truncated', file, length: number };
    case 'S':
      return { kind: 'synced', file };
    case 'F':
      return { kind: 'folder-synced', path: from };
    case 'D':
      return { kind: 'folder-made', path: from };
    case 'X':
      return { kind: 'folder-removed', path: from };
    case 'U':
      return { kind: 'removed', path: from };
    case 'R':
      return { kind: 'renamed', from, to };
    case 'L':
      return { kind: 'linked', from, to };
    case 'M':
      return { kind: 'mapped', file };
    case 'A':
      return { kind: 'told', text: payload.toString('utf8') };
    default:
      throw new Error(`The recording holds a record of an unknown kind: ${letter}`);
  }
}
