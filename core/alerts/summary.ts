import type { DesktopNotification } from '../ports.ts';
import type { Reader } from '../translate.ts';

const mostTitles = 4;

/** One notice for all that was held back and still holds; null: there is nothing to say any more. */
export function heldSummary(held: readonly DesktopNotification[], { t }: Reader): DesktopNotification | null {
  const [first] = held;
  if (first === undefined) return null;
  if (held.length === 1) return first;
  const more = held.length - mostTitles;
  const lines = held.slice(0, mostTitles).map(({ title }) => title);
  return {
    title: t('notice.held-title', { count: held.length }),
    body: [...lines, ...(more > 0 ? [t('notice.held-more', { count: more })] : [])].join('\n'),
    accountId: null,
  };
}
