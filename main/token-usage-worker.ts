import { parentPort, workerData } from 'node:worker_threads';

import type { WorkerSetup } from './node/token-usage/worker-messages.ts';
import { serveTokenUsage } from './node/token-usage/worker.ts';

/** The program of the thread that reads the logs of the tools (docs/decisions/0037). */
if (parentPort !== null) serveTokenUsage(parentPort, workerData as WorkerSetup);
