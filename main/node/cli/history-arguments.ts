import { parseArgs } from 'node:util';

/** Prints the kept readings. */
export interface HistoryExportCommand {
  readonly kind: 'history-export';
  readonly format: 'csv' | 'json';
  /** By id or label; null: all. */
  readonly account: string | null;
  /** Epoch ms; null: from the first, to the last. */
  readonly fromMs: number | null;
  /** Not in it itself. */
  readonly toMs: number | null;
}

/** Deletes all kept readings. */
export interface HistoryClearCommand {
  readonly kind: 'history-clear';
  /** The user said so; without it nothing is deleted. */
  readonly yes: boolean;
}

export type HistoryCommand = HistoryExportCommand | HistoryClearCommand;

type Parsed = HistoryCommand | { readonly kind: 'bad'; readonly message: string } | { readonly kind: 'help' };

export const historyUsage = `  history export [--csv|--json] [--account A] [--from TIME] [--to TIME]
                                  the readings that are kept; TIME is 2026-09-18 or 2026-09-18T14:00Z
  history clear --yes             deletes all of them
`;

const dayMs = 86_400_000;
const flags = {
  csv: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  account: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  yes: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the arguments after `history`. */
export function parseHistoryCommand(argv: readonly string[]): Parsed {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    return bad(error instanceof Error ? (error.message.split(/\.\s/)[0] ?? error.message) : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  const { csv, json, account, from, to, yes } = values;
  switch (positionals.join(' ')) {
    case 'export': {
      if (yes) return bad('--yes goes with history clear only.');
      if (csv && json) return bad('--csv and --json do not go together.');
      const fromMs = from === undefined ? null : timeOf(from, 0);
      const toMs = to === undefined ? null : timeOf(to, dayMs);
      if (Number.isNaN(fromMs) || Number.isNaN(toMs))
        return bad('--from and --to take a day or a time, as 2026-09-18.');
      return { kind: 'history-export', format: json ? 'json' : 'csv', account: account ?? null, fromMs, toMs };
    }
    case 'clear':
      return [csv, json, account, from, to].some((value) => value !== undefined && value !== false)
        ? bad('history clear deletes everything and takes --yes only.')
        : { kind: 'history-clear', yes };
    default:
      return bad('history takes export or clear.');
  }
}

/** A day begins and ends by UTC; as an end it is in it whole. */
function timeOf(text: string, dayEndsAfterMs: number): number {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)) return Number.NaN;
  return Date.parse(text) + (text.includes('T') ? 0 : dayEndsAfterMs);
}

function bad(message: string): Parsed {
  return { kind: 'bad', message };
}
