import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
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
export function readStatus(text: string, nowMs: number): ClaudeStatus {
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
