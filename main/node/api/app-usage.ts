import * as v from 'valibot';
import { type UsageDocument, usageDocumentSchema } from '../../../core/token-usage/document.ts';
import { queryText, type UsageParameters } from '../../../core/token-usage/query.ts';
import { askApp } from './client.ts';
import type { AppSocket } from './pipe-proof.ts';
import type { ReadingProgress } from './usage-route.ts';

/** The usage by the running app, or why there is none. */
export type AppUsage =
  | { readonly kind: 'document'; readonly document: UsageDocument }
  /** No app runs, or one of a version without this question. */
  | { readonly kind: 'not-running' }
  | { readonly kind: 'fault'; readonly reason: string };

const answerWithinMs = 60_000;

const progressSchema = v.object({
  progress: v.object({ files: v.number(), ofFiles: v.number(), bytes: v.number(), ofBytes: v.number() }),
});

/** Asks the running app for its usage. While the app reads the logs for the first time, it asks again. */
export async function usageOfApp(
  socketPath: AppSocket,
  parameters: UsageParameters,
  onProgress: (progress: ReadingProgress) => void,
): Promise<AppUsage> {
  const path = `/v1/usage${queryText(parameters)}`;
  for (;;) {
    // Each answer waits for the one before.
    const answer = await askApp({ socketPath, method: 'GET', path, timeoutMs: answerWithinMs });
    if (answer.kind !== 'answer') return answer;
    if (answer.status === 404) return { kind: 'not-running' };
    if (answer.status === 200) {
      const read = v.safeParse(usageDocumentSchema, answer.body);
      return read.success ? { kind: 'document', document: read.output } : { kind: 'fault', reason: 'not-understood' };
    }
    const reading = v.safeParse(progressSchema, answer.body);
    if (answer.status !== 503 || !reading.success) return { kind: 'fault', reason: `HTTP ${answer.status}` };
    onProgress(reading.output.progress);
  }
}
