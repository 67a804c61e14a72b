import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';

import { cleanText } from '../../../core/units/text.ts';
import { asObject, asText, parseJson } from '../credentials/json.ts';

/** What Claude Code tells its status line command, as far as we use it. */
export interface ClaudeStatus {
  /** Safe to print: one line, no control characters. */
  readonly model: string | null;
  /** The object with nothing but `rate_limits`: paths, session ids and costs are not ours to hand on. */
  readonly limits: { readonly rate_limits: unknown };
  /** When the session last spoke, epoch ms: its limits are no younger. */
  readonly spokeAtMs: number;
}

const longestModelName = 60;

/** Reads the JSON on standard input; anything else is a status that says nothing. Never throws. */
export function parseStatus(text: string, nowMs: number): ClaudeStatus {
  const status = asObject(parseJson(text));
  const model = asText(asObject(status?.['model'])?.['display_name']);
  return {
    model: model === null ? null : asText(cleanText(model.slice(0, longestModelName))),
    limits: { rate_limits: status?.['rate_limits'] },
    spokeAtMs: Math.min(nowMs, writtenAtMs(status?.['transcript_path']) ?? nowMs),
  };
}

/** The tool appends to this file whenever the session speaks; it is only asked for its time. */
function writtenAtMs(transcript: unknown): number | null {
  if (typeof transcript !== 'string' || !isAbsolute(transcript)) return null;
  try {
    return statSync(transcript).mtimeMs;
  } catch {
    return null;
  }
}

interface InputLimits {
  readonly maximumBytes: number;
  readonly timeMs: number;
}

/**
 * What a tool writes to our standard input, until it ends, until there is too much, or until the time is
 * over. Never throws; what came until then is given, and the stream is let go.
 */
export async function readInput(stream: Readable, { maximumBytes, timeMs }: InputLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stream.removeAllListeners('data').destroy();
      resolve(Buffer.concat(chunks).subarray(0, maximumBytes));
    };
    const timer = setTimeout(finish, timeMs);
    stream.on('data', (chunk: Buffer | string) => {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      chunks.push(bytes);
      size += bytes.length;
      if (size > maximumBytes) finish();
    });
    stream.once('end', finish).once('close', finish).on('error', finish);
  });
}
