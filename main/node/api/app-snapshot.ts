import { withAddedParts } from '../../../core/snapshot/compat.ts';
import type { Snapshot } from '../../../core/snapshot/schema.ts';
import { type AppRequest, type AppResponse, askApp } from './client.ts';
import type { AppSocket } from './pipe-proof.ts';

/** The snapshot of the running app with a note for the user, or why there is none. */
export type SnapshotOutcome =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly note: string | null }
  | { readonly kind: 'not-running' }
  | { readonly kind: 'fault'; readonly reason: string };

const answerWithinMs = 10_000;
const refreshWithinSeconds = 45;

/**
 * Asks the running app for its snapshot, so that the app and the command line show the same. With `refresh` the app
 * asks its services first. If it refuses because of a wait, the reason becomes the note, and the snapshot comes anyway.
 */
export async function snapshotOfApp(socketPath: AppSocket, refresh: boolean): Promise<SnapshotOutcome> {
  const ask = (method: AppRequest['method'], path: string, timeoutMs: number, body?: unknown): Promise<AppResponse> =>
    askApp({ socketPath, method, path, timeoutMs, ...(body === undefined ? {} : { body }) });
  let note: string | null = null;
  if (refresh) {
    const body = { waitSeconds: refreshWithinSeconds };
    const asked = await ask('POST', '/v1/refresh', refreshWithinSeconds * 1000 + answerWithinMs, body);
    if (asked.kind === 'answer' && asked.status === 409) note = detailOf(asked.body);
  }
  const answer = await ask('GET', '/v1/snapshot', answerWithinMs);
  if (answer.kind !== 'answer') return answer;
  if (answer.status !== 200 || !isSnapshot(answer.body)) return { kind: 'fault', reason: `HTTP ${answer.status}` };
  return { kind: 'snapshot', snapshot: withAddedParts(answer.body), note };
}

/** True for a snapshot of the version that this program knows. */
export function isSnapshot(body: unknown): body is Snapshot {
  return typeof body === 'object' && body !== null && (body as { schemaVersion?: unknown }).schemaVersion === 1;
}

function detailOf(body: unknown): string | null {
  const detail = (body as { detail?: unknown } | null)?.detail;
  return typeof detail === 'string' ? detail : null;
}
