import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { problem, type Reply } from './reply.ts';
import type { ApiRequest } from './router.ts';

export const maximumBodyBytes = 64 * 1024;

export type BodyOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reply: Reply };

const tooLarge = refused(413, `The body is larger than ${maximumBodyBytes / 1024} KiB. Send less in one request.`);
const wrongType = refused(415, 'Send the body as JSON, with the header "Content-Type: application/json".');
const notJson = refused(400, 'The body is not valid JSON. Check its quotes, commas and encoding (UTF-8).');

function refused(status: number, detail: string): BodyOutcome {
  return { ok: false, reply: problem(status, detail) };
}

/** Reads a JSON body of at most 64 KiB. No body at all counts as `{}`. Rejects if the caller hangs up. */
export async function readBody(request: IncomingMessage): Promise<BodyOutcome> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared === 0 && request.headers['transfer-encoding'] === undefined) {
    return { ok: true, value: {} };
  }
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return wrongType;
  }
  if (declared > maximumBodyBytes) {
    return tooLarge;
  }
  const bytes = await collect(request);
  return bytes === null ? tooLarge : decode(bytes);
}

/** Null when there is more than is allowed; the rest is then left unread. */
async function collect(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximumBodyBytes) {
        request.removeAllListeners('data').resume();
        resolve(null);
      } else {
        chunks.push(chunk);
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The caller hung up.')));
  });
}

function decode(bytes: Buffer): BodyOutcome {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return notJson;
  }
}

/** An answer for a route whose body has a form: what does not fit it gets 400 with the field's name. */
export function withBody<T>(
  schema: v.GenericSchema<unknown, T>,
  answer: (body: T, request: ApiRequest) => Reply | Promise<Reply>,
): (request: ApiRequest) => Reply | Promise<Reply> {
  return (request) => {
    if (Array.isArray(request.body)) {
      return problem(400, 'The body is a list. Send an object with the fields that the documentation names.');
    }
    const result = v.safeParse(schema, request.body, { abortEarly: true });
    if (result.success) {
      return answer(result.output, request);
    }
    return problem(400, misfitText(result.issues[0]));
  };
}

function misfitText(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  if (field === null) return `The body is not as expected: ${issue.message}.`;
  if (issue.expected === 'never') {
    return `"${field}" is no field of this request. Send only the fields that the documentation names.`;
  }
  return `"${field}" is not as expected: ${issue.message}.`;
}
