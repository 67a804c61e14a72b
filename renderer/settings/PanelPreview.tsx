import type { PreviewView } from '../../core/views/settings.ts';
import { Patterns } from '../components/Patterns.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { AccountCard } from '../panel/AccountCard.tsx';
import { AccountRow } from '../panel/AccountRow.tsx';
import { type PanelActions, PanelActionsProvider } from '../panel/panel-actions.ts';
import styles from './PanelPreview.module.css';

const nothing = (): void => undefined;

/** In a picture nothing happens. */
const noActions: PanelActions = {
  ...{ open: nothing, copyCommand: nothing, move: nothing, fold: nothing, foldRest: nothing },
  ...{ openMenu: nothing, openSettings: nothing },
};

/** How the panel draws an account with these settings. It is a picture: nothing in it takes the focus. */
export function PanelPreview({ preview: { form, rows } }: { readonly preview: PreviewView }) {
  const t = useTranslate();
  if (rows.length === 0) return null;
  const isCard = form === 'cards' || form === 'hero';
  return (
    <li className={styles.preview}>
      <p className={styles.label}>{t('ui.set.preview.label')}</p>
      <div className={styles.panel} data-cards={isCard || undefined} aria-hidden="true" inert>
        <Patterns />
        <PanelActionsProvider value={noActions}>
          {rows.map((row) =>
            isCard ? (
              <AccountCard key={row.id} row={row} isCurrent={false} isTabStop={false} />
            ) : (
              <AccountRow
                key={row.id}
                row={row}
                isCompact={form === 'compact'}
                isCurrent={false}
                isTabStop={false}
                canMove={false}
                onOpen={nothing}
              />
            ),
          )}
        </PanelActionsProvider>
      </div>
    </li>
  );
}
