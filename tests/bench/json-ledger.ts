import { rename, writeFile } from 'node:fs/promises';

/**
 * A ledger in one JSON file as a relay kept it: all rows in memory, and after each change the whole
 * file is written under one temporary name and renamed. A change waits once for a write that is
 * running and then begins its own, so with three in flight one takes the other's file away; it is
 * the yardstick, with that fault.
 */
export async function openJsonLedger(file: string, ids: readonly string[]) {
  const rows = Object.fromEntries(ids.map((id) => [id, { tier: 'max', lifetime: 0, month: '2026-11', monthly: 0 }]));
  let running: Promise<void> | null = null;

  async function persist(): Promise<void> {
    if (running !== null) await running.catch(() => undefined);
    running = writeAll();
    await running;
  }

  async function writeAll(): Promise<void> {
    await writeFile(`${file}.tmp`, JSON.stringify({ rows }, null, 2), { mode: 0o600 });
    await rename(`${file}.tmp`, file);
  }

  await persist();
  return {
    close: async (): Promise<void> => {
      await running?.catch(() => undefined);
    },
    /** False when the file was not written, although the change stays in memory. */
    book: async (install: number): Promise<boolean> => {
      const row = rows[ids[install] ?? ''];
      if (row === undefined) return false;
      row.monthly += 1;
      try {
        await persist();
        return true;
      } catch {
        return false;
      }
    },
  };
}
