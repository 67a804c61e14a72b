import path from 'node:path';

/**
 * The folders of today's and yesterday's sessions below a `CODEX_HOME`, today's first. The tool names
 * them by the local day.
 */
export function sessionDays(codexHome: string, nowMs: number): readonly string[] {
  const now = new Date(nowMs);
  return [0, 1].map((daysAgo) => {
    const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo);
    const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
    return path.join(codexHome, 'sessions', ...parts.map((part) => String(part).padStart(2, '0')));
  });
}
