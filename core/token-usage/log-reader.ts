import type { UsageEntry, UsageTool } from './entry.ts';

/** A file of a tool, as the place where it lies describes it. */
export interface LogFile {
  /** Below the tool's folder, with `/` between the parts. */
  readonly path: string;
}

/** What a reader remembers from line to line. It is kept in the index, so it is small, and JSON says all of it. */
export type ReaderState = Readonly<Record<string, string | number | boolean | null>>;

/** Reads a log that grows line by line. */
export interface LineReader {
  readonly kind: 'lines';
  readonly tool: UsageTool;
  /** A line that contains none of these texts says nothing of use and is not decoded. */
  readonly marks: readonly string[];
  readonly start: (file: LogFile) => ReaderState;
  /** Never throws. A line that is not understood gives no entry and leaves the state as it was. */
  readonly read: (line: string, state: ReaderState) => LineResult;
}

export interface LineResult {
  readonly entries: readonly UsageEntry[];
  readonly state: ReaderState;
}

/** Reads a file that its tool writes as a whole. */
export interface DocumentReader {
  readonly kind: 'document';
  readonly tool: UsageTool;
  /** Never throws. Null: the text is no document of the tool, or is torn. */
  readonly read: (text: string, file: LogFile) => readonly UsageEntry[] | null;
}

/** Reads the rows of a database of a tool, the new ones only. */
export interface RowReader {
  readonly kind: 'rows';
  readonly tool: UsageTool;
  /** One SELECT with one parameter: the highest value of the column `position` that was read, at first 0. */
  readonly query: string;
  /** Never throws. Null: the row says nothing of use. */
  readonly read: (row: Readonly<Record<string, unknown>>) => UsageEntry | null;
}

export type LogReader = LineReader | DocumentReader | RowReader;
