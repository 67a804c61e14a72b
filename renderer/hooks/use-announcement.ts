import { useEffect, useRef, useState } from 'react';
import type { Standing } from '../../core/snapshot/order.ts';
import type { RowView } from '../../core/views/panel-model.ts';
import type { UiTranslate } from '../i18n/catalogue.ts';

/**
 * Returns the text of the live region: which accounts changed their state since the last view. It leaves out figures, ages
 * and countdowns, because they change every minute.
 */
export function useStateAnnouncement(rows: readonly RowView[] | null, t: UiTranslate): string {
  const before = useRef<ReadonlyMap<string, Standing> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (rows === null) return;
    const known = before.current;
    before.current = new Map(rows.map(({ id, standing }) => [id, standing]));
    if (known === null) return;
    const changed = rows.filter(({ id, standing }) => known.has(id) && known.get(id) !== standing);
    if (changed.length === 0) return;
    setText(
      changed
        .map(({ name, standing }) => t('ui.announce.state', { label: name, state: t(`ui.search.state-${standing}`) }))
        .reduce((first, second) => t('ui.text.two-announcements', { first, second })),
    );
  }, [rows, t]);
  return text;
}
