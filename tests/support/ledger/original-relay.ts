import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * A stand-in of the relay that kept its ledger in `credits.json`: it writes the file as that relay does,
 * so that an import is tested with a file of the program that it is for. One change at a time.
 */
export async function originalRelay(file: string, nowMs: () => number) {
  const rows = new Map<string, OriginalRow>();

  function rowOf(installId: string): OriginalRow {
    const known = rows.get(installId) ?? blank(nowMs());
    rows.set(installId, known);
    return known;
  }

  async function persist(): Promise<void> {
    await writeFile(`${file}.tmp`, JSON.stringify({ rows: Object.fromEntries(rows) }, null, 2), { mode: 0o600 });
    await rename(`${file}.tmp`, file);
  }

  await mkdir(path.dirname(file), { recursive: true });
  return {
    /** An install that asks for the first time gets a blank row. */
    meet: async (installId: string): Promise<void> => {
      rowOf(installId);
      await persist();
    },
    commit: async (installId: string, tier: string, backend: 'gemini' | 'hardware'): Promise<void> => {
      const row = rowOf(installId);
      const gemini = backend === 'gemini' ? 1 : 0;
      const [credits, geminiCredits] =
        tier === 'core'
          ? (['lifetime_consumed', 'lifetime_gemini_consumed'] as const)
          : (['monthly_consumed', 'monthly_gemini_consumed'] as const);
      row[credits] += 1;
      row[geminiCredits] += gemini;
      row.tier_snapshot = tier;
      row.last_active_at = new Date(nowMs()).toISOString();
      await persist();
    },
  };
}

interface OriginalRow {
  tier_snapshot: string;
  lifetime_consumed: number;
  lifetime_gemini_consumed: number;
  month: string;
  monthly_consumed: number;
  monthly_gemini_consumed: number;
  last_active_at: string | null;
}

function blank(nowMs: number): OriginalRow {
  return {
    tier_snapshot: 'core',
    lifetime_consumed: 0,
    lifetime_gemini_consumed: 0,
    month: new Date(nowMs).toISOString().slice(0, 7),
    monthly_consumed: 0,
    monthly_gemini_consumed: 0,
    last_active_at: null,
  };
}
