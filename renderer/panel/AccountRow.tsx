import { memo, type MouseEvent } from 'react';
import type { RowView } from '../../core/views/panel-model.ts';
import { AccountName } from '../components/AccountName.tsx';
import { Bar } from '../components/Bar.tsx';
import { FactLine } from '../components/FactLine.tsx';
import { Icon } from '../components/Icon.tsx';
import { Tile } from '../components/Tile.tsx';
import { useFlips } from '../hooks/flips.ts';
import styles from './AccountRow.module.css';

export interface AccountRowProps {
  readonly row: RowView;
  readonly isCompact: boolean;
  /** True: its page is open beside the list. */
  readonly isCurrent: boolean;
  /** True: Tab stops here, once for the whole list. */
  readonly isTabStop: boolean;
  /** True: the account can be dragged by its tile. */
  readonly canMove: boolean;
  readonly onOpen: (accountId: string) => void;
}

/** One account in the list: a button that opens its page. A click on its figure or its time turns all of them around. */
export const AccountRow = memo(function AccountRow(props: AccountRowProps) {
  const { row, isCompact, isCurrent, isTabStop, canMove, onOpen } = props;
  const flips = useFlips();
  const onClick = ({ target }: MouseEvent): void => {
    const flip = target instanceof Element ? target.closest<HTMLElement>('[data-flip]')?.dataset['flip'] : undefined;
    if (flip === 'figure') flips.figures();
    else if (flip === 'time') flips.times();
    else onOpen(row.id);
  };
  const [action] = row.actions;
  return (
    <button
      type="button"
      className={styles.row}
      data-compact={isCompact || undefined}
      data-tone={row.tone}
      data-needs={action !== undefined || undefined}
      data-row={row.id}
      data-key={row.id}
      aria-current={isCurrent ? 'true' : undefined}
      tabIndex={isTabStop ? 0 : -1}
      onClick={onClick}
    >
      <span className="visually-hidden">{row.spoken}</span>
      <Tile tile={row.tile} size={isCompact ? 'tiny' : 'row'} isGrip={canMove} />
      <span className={styles.words} aria-hidden="true">
        <span className={styles.first}>
          <AccountName
            name={row.name}
            domain={isCompact && row.age !== null && !row.marks.hasNamesake ? null : row.domain}
            hasNamesake={row.marks.hasNamesake}
          />
          {isCompact && row.age !== null && <span className={styles.age}>{row.age}</span>}
          <Marks row={row} />
        </span>
        {!isCompact && row.second !== null && <FactLine text={row.second} />}
      </span>
      {action === undefined ? (
        <>
          <span className={styles.bars} aria-hidden="true">
            {row.bars.map((bar) => (
              <Bar key={bar.id} bar={bar} size={row.bars.length > 1 ? 'row' : 'single'} />
            ))}
          </span>
          <span className={styles.end} aria-hidden="true">
            <b data-flip={row.figureOther === null ? undefined : 'figure'} data-other={row.figureOther}>
              {row.figure ?? '–'}
            </b>
            {row.time !== null && (
              <i data-flip={row.timeOther === null ? undefined : 'time'} data-other={row.timeOther}>
                {row.time}
              </i>
            )}
          </span>
        </>
      ) : (
        <span className={styles.action} aria-hidden="true">
          {action.text}
        </span>
      )}
    </button>
  );
});

/** The small signs behind a name. The spoken text of the row says them in words. */
function Marks({ row: { marks } }: { readonly row: RowView }) {
  return (
    <>
      {marks.isRefreshing && <span className={styles.mark}>…</span>}
      {marks.isMuted && (
        <span className={styles.mark}>
          <Icon name="bell-off" size={12} />
        </span>
      )}
      {marks.isPinned && (
        <span className={styles.mark}>
          <Icon name="pin" size={12} />
        </span>
      )}
    </>
  );
}
