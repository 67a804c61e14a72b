import { csvField } from '../text/csv.ts';
import type { UsageDocument, UsageFigures } from './document.ts';

const header = [
  ...[
    'date',
    'hour',
    'block_start',
    'block_end',
    'tool',
    'session',
    'project',
    'side_chain',
    'first_at',
    'last_at',
    'model',
  ],
  ...['requests', 'input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'cache_write_hour_tokens'],
  ...['output_tokens', 'reasoning_tokens', 'total_tokens', 'list_price_usd', 'unpriced_tokens', 'stated_usd'],
] as const;

/**
 * Returns a document as CSV (RFC 4180), with one row for each model of each row, so that every column can be added up. An
 * unknown amount is an empty field. Texts that a spreadsheet would read as a formula get a leading `'`.
 */
export function usageCsv({ rows }: UsageDocument): string {
  const lines = rows.flatMap((row) => {
    const { date, hour, block, tool, sessionId, project, isSideChain, firstAt, lastAt } = row;
    const name = [date, hour, block?.startsAt, block?.endsAt, tool, sessionId, project, isSideChain, firstAt, lastAt];
    return row.models.map((part) => [...name, part.model, ...figures(part)]);
  });
  return [header, ...lines]
    .map((fields) => `${fields.map((field) => csvField(String(field ?? ''))).join(',')}\r\n`)
    .join('');
}

function figures({ requests, tokens, listPriceUsd, unpriced, statedUsd }: Omit<UsageFigures, 'models'>) {
  const { input, cacheRead, cacheWrite, cacheWriteHour, output, reasoning, total } = tokens;
  const without = unpriced.reduce((sum, each) => sum + each.tokens, 0);
  return [
    ...[requests, input, cacheRead, cacheWrite, cacheWriteHour, output, reasoning, total],
    ...[listPriceUsd, without, statedUsd],
  ];
}
