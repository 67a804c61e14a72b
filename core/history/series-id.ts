import type { HistorySeries } from './reading.ts';

/** The name of a series within an account, as pages use it: a window's own id, or one with a `$` before it. */
export function seriesId({ kind, name }: Pick<HistorySeries, 'kind' | 'name'>): string {
  switch (kind) {
    case 'window':
      return name;
    case 'credits':
      return '$credits';
    default:
      return `$prepaid:${name}`;
  }
}

/** The series of an account by that name. */
export function seriesOf(accountId: string, id: string): HistorySeries {
  if (id === '$credits') return { accountId, kind: 'credits', name: '' };
  return id.startsWith('$prepaid:')
    ? { accountId, kind: 'prepaid', name: id.slice('$prepaid:'.length) }
    : { accountId, kind: 'window', name: id };
}
