export interface CodexDay {
  /** Credits by client, such as `CODEX_CLI`. */
  readonly clients: Readonly<Record<string, number>>;
  /** Turns by model. */
  readonly models: Readonly<Record<string, number>>;
  /** All tokens of the day; left out: not settled yet, as today. */
  readonly tokens?: number;
}

const dayMs = 86_400_000;
const keptDays = 7;

/**
 * A body of the Codex endpoint `daily-workspace-usage-counts`: the last seven days at most, the newest
 * at the front of `days`. Rows of models carry no credits and today no tokens, as at the service.
 */
export function codexDailyUsage(days: readonly CodexDay[], atMs: number = Date.now()): object {
  const kept = days.slice(0, keptDays).map((day, daysAgo) => dayBlock(day, daysAgo, atMs));
  return { data: kept.toReversed(), group_by: 'day' };
}

function dayBlock({ clients, models, tokens }: CodexDay, daysAgo: number, atMs: number): object {
  const turns = Object.values(models).reduce((sum, each) => sum + each, 0);
  const credits = Object.values(clients).reduce((sum, each) => sum + each, 0);
  const threads = Math.ceil(turns / 8);
  return {
    date: new Date(atMs - daysAgo * dayMs).toISOString().slice(0, 10),
    totals: { users: 1, threads, turns, credits, ...(tokens === undefined || daysAgo === 0 ? {} : tokenBlock(tokens)) },
    clients: Object.entries(clients).map(([client_id, spent]) => ({
      client_id,
      users: 1,
      threads,
      turns: Math.round((turns * spent) / (credits || 1)),
      credits: spent,
    })),
    models: Object.entries(models).map(([model, own]) => ({ model, users: 1, threads, turns: own, credits: 0 })),
  };
}

function tokenBlock(total: number): object {
  const cached = Math.floor(total * 0.8);
  const output = Math.floor(total * 0.05);
  return {
    uncached_text_input_tokens: total - cached - output,
    cached_text_input_tokens: cached,
    text_output_tokens: output,
    text_total_tokens: total,
  };
}
