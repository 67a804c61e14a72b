import type { AccountCardView, MeterRowView } from '../../core/views/panel.ts';
import { RowHistory } from '../history/HistoryButtons.tsx';
import { Figure } from './Figure.tsx';
import { Meter } from './Meter.tsx';
import styles from './MeterRow.module.css';
import { Row } from './Row.tsx';

/** One rate-limit window: name, meter, figure, and a line below with reset and pace. */
export function MeterRow({
  row,
  account,
}: {
  readonly row: MeterRowView;
  readonly account: Pick<AccountCardView, 'id' | 'label'>;
}) {
  const history = (
    <RowHistory
      accountId={account.id}
      windowId={row.id}
      label={account.label}
      name={row.name}
      stamp={`${row.figure} ${row.detail ?? ''}`}
    />
  );
  return (
    <Row name={row.name} details={row.details} className={styles.line} more={history}>
      {(nameId) => (
        <>
          <div className={styles.meter}>
            <Meter {...row} labelledBy={nameId} />
          </div>
          <span
            className={styles.figure}
            data-level={row.level}
            data-quiet={row.stale || row.blocked || undefined}
            aria-hidden="true"
          >
            <Figure text={row.figure} />
          </span>
          {row.detail !== null && <p className={styles.detail}>{row.detail}</p>}
        </>
      )}
    </Row>
  );
}
