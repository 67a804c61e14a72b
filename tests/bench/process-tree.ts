import { readdirSync, readFileSync } from 'node:fs';

/** What a program and everything it started have used so far, added up. */
export interface TreeUsage {
  readonly processes: number;
  /** Pages that several processes share count once. */
  readonly pssBytes: number;
  readonly cpuMs: number;
  /** What was handed to the disks. */
  readonly writtenBytes: number;
  /** Whether a page is alive in it. */
  readonly hasRenderer: boolean;
}

const kibibyte = 1024;
/** `USER_HZ`; every Linux of today says 100 to its programs. */
const ticksPerSecond = 100;

/** Reads the usage of the program with this id and all it started. Processes that end meanwhile count as nothing. */
export function readTree(rootId: number): TreeUsage {
  const ids = idsOfTree(rootId);
  const sum = (read: (id: number) => number): number => ids.reduce((total, id) => total + read(id), 0);
  return {
    processes: ids.length,
    pssBytes: sum((id) => kibibyte * numberAfter(`/proc/${id}/smaps_rollup`, /^Pss:\s+(\d+) kB/m)),
    cpuMs: sum(cpuMsOf),
    writtenBytes: sum((id) => numberAfter(`/proc/${id}/io`, /^write_bytes: (\d+)/m)),
    hasRenderer: ids.some((id) => textOf(`/proc/${id}/cmdline`).includes('--type=renderer')),
  };
}

/** The ids of the program with this id and of all that it started. */
export function idsOfTree(rootId: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const parent = Number(fieldsOf(Number(name))[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const ids = [rootId];
  for (const id of ids) ids.push(...(children.get(id) ?? []));
  return ids;
}

/** How often the main thread of a process gave up the processor to wait, which is how often it woke up. */
export function wakeUpsOfMainThread(id: number): number {
  return numberAfter(`/proc/${id}/task/${id}/status`, /^voluntary_ctxt_switches:\s+(\d+)/m);
}

/** The fields of `/proc/ID/stat` from the state on: the name before it may hold blanks and brackets. */
function fieldsOf(id: number): readonly string[] {
  const text = textOf(`/proc/${id}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function cpuMsOf(id: number): number {
  const fields = fieldsOf(id);
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1000) / ticksPerSecond;
}

function numberAfter(file: string, pattern: RegExp): number {
  return Number(pattern.exec(textOf(file))?.[1] ?? 0);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
