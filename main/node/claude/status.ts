import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';

import { asRecord, parseJson } from '../../../core/units/json.ts';
import { cleanText } from '../../../core/units/text.ts';
import { asText } from '../credentials/header-text.ts';

/** The parts of Claude Code's status that we use. */
export interface ClaudeStatus {
  /** One line without control characters, so it is safe to print. */
  readonly model: string | null;
  /** An object with only `rate_limits`. Paths, session ids and costs are private and are not passed on. */
  readonly limits: { readonly rate_limits: unknown };
  /** The time of the session's last message, in epoch ms. Its limits are at least that old. */
  readonly spokeAtMs: number;
}

const longestModelName = 60;

/** Parses the JSON from standard input. Any other text gives a status without model and limits. Never throws. */
export function parseStatus(text: string, nowMs: number): ClaudeStatus {
  const status = asRecord(parseJson(text));
  const model = asText(asRecord(status?.['model'])?.['display_name']);
  return {
    model: model === null ? null : asText(cleanText(model.slice(0, longestModelName))),
    limits: { rate_limits: status?.['rate_limits'] },
    spokeAtMs: Math.min(nowMs, writtenAtMs(status?.['transcript_path']) ?? nowMs),
  };
}

/** Claude Code appends to this file with every message. Only its modification time is read. */
function writtenAtMs(transcript: unknown): number | null {
  if (typeof transcript !== 'string' || !isAbsolute(transcript)) return null;
  try {
    return statSync(transcript).mtimeMs;
  } catch {
    return null;
  }
}

/** How long the status line command that was set before ours may take. */
export const earlierCommandTimeoutMs = 2_000;

/** What a status line reads of its input at most. */
export const statusInputLimits: InputLimits = { maximumBytes: 1024 * 1024, timeMs: 2_000 };

interface InputLimits {
  readonly maximumBytes: number;
  readonly timeMs: number;
}

/** Returns true for a whole JSON object. More input could only spoil it. */
export function isWholeObject(read: Buffer): boolean {
  // Most parts of an object end in the middle of it.
  return (
    /}\s*$/.test(read.toString('latin1', Math.max(0, read.length - 8))) && asRecord(parseJson(read.toString())) !== null
  );
}

/**
 * Reads standard input until it ends, reaches its size limit or its time is over. Returns what arrived until then, and
 * closes the stream. Never rejects.
 *
 * @param isWhole Ends the reading as soon as it returns true, and leaves the stream open, because closing it costs a
 * command milliseconds. Left out: reads on.
 */
export async function readInput(
  stream: Readable,
  { maximumBytes, timeMs }: InputLimits,
  isWhole: (read: Buffer) => boolean = () => false,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stream.removeAllListeners('data');
      resolve(Buffer.concat(chunks).subarray(0, maximumBytes));
    };
    const finish = (): void => {
      end();
      stream.destroy();
    };
    const timer = setTimeout(finish, timeMs);
    stream.on('data', (chunk: Buffer | string) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      chunks.push(bytes);
      size += bytes.length;
      if (size > maximumBytes) finish();
      else if (isWhole(Buffer.concat(chunks))) end();
    });
    stream.once('end', finish).once('close', finish).on('error', finish);
  });
}
