import type { MessagePort } from 'node:worker_threads';
import type { UsageTool } from '../../../core/token-usage/entry.ts';
import type { MoreFolders } from '../credentials/folders.ts';
import { describeCause } from '../log/redact.ts';
import { openLogIndex, type TokenUsageIndex, type UsageProgress } from './log-index.ts';
import type { WorkerReport, WorkerRequest, WorkerSetup } from './worker-messages.ts';

/** Progress is told at most this often. */
const progressEveryMs = 100;

/** Reads logs into the index, as the main thread asks. One update runs at a time. */
export function serveTokenUsage(port: MessagePort, setup: WorkerSetup): void {
  let tools: ReadonlySet<UsageTool> = new Set();
  let moreFolders: MoreFolders = { codex: [], claude: [] };
  let opened: Promise<TokenUsageIndex | null> | null = null;
  let stop: AbortController | null = null;
  const tell = (report: WorkerReport): void => port.postMessage(report);
  const { path, environment, homeFolder, platform } = setup;

  async function update(signal: AbortSignal): Promise<WorkerReport> {
    opened ??= openLogIndex({
      path,
      surroundings: { environment, homeFolder, platform, moreFolders: () => moreFolders },
      isOn: (tool) => tools.has(tool),
      nowMs: Date.now,
      log: { warn: (text) => tell({ kind: 'warning', text }) },
    });
    const index = await opened;
    if (index === null) {
      opened = null;
      return { kind: 'failed', text: 'The index of token usage does not open.' };
    }
    const isDone = await index.update(
      signal,
      spaced((progress) => tell({ kind: 'progress', progress })),
    );
    return { kind: 'done', isDone, problems: index.problems() };
  }

  async function serve(controller: AbortController): Promise<void> {
    try {
      tell(await update(controller.signal));
    } catch (error) {
      tell({ kind: 'failed', text: describeCause(error) });
    } finally {
      if (stop === controller) stop = null;
    }
  }

  port.on('message', (request: WorkerRequest) => {
    switch (request.kind) {
      case 'update':
        tools = new Set(request.tools);
        moreFolders = request.moreFolders;
        stop = new AbortController();
        void serve(stop);
        return;
      case 'stop':
        stop?.abort();
        return;
      default:
        stop?.abort();
        void (async () => {
          (await opened)?.close();
          port.close();
        })();
    }
  });
}

function spaced(tell: (progress: UsageProgress) => void): (progress: UsageProgress) => void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const isLast = progress.files === progress.ofFiles;
    if (!isLast && performance.now() - toldAtMs < progressEveryMs) return;
    toldAtMs = performance.now();
    tell(progress);
  };
}
