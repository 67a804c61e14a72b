import { useId, useState, type ReactNode } from 'react';
import type { DetailView } from '../../core/views/panel.ts';
import { DetailList } from './DetailList.tsx';
import { Icon } from './Icon.tsx';
import styles from './Row.module.css';

export interface RowProps {
  readonly name: string;
  readonly details: readonly DetailView[];
  readonly className: string | undefined;
  /** Draws what stands right of the name; gets the id of the name for `aria-labelledby`. */
  readonly children: (nameId: string) => ReactNode;
  /** Stands below the line: what one can do about it. */
  readonly below?: ReactNode;
  /** Stands below the details of an opened row, and is made only then. */
  readonly more?: ReactNode;
}

/**
 * The one row of a card: a name that is a disclosure button over the whole line when there is more to
 * tell, and the details below it. The button covers the line, so that the meter stays outside of it
 * and keeps its role for screen readers.
 */
export function Row({ name, details, className, children, below, more }: RowProps) {
  const [open, setOpen] = useState(false);
  const nameId = useId();
  const detailsId = useId();
  const expandable = details.length > 0;
  return (
    <li className={styles.row}>
      <div className={className} data-wide={isWide(name) || undefined}>
        {expandable ? (
          <button
            type="button"
            className={styles.name}
            aria-expanded={open}
            aria-controls={open ? detailsId : undefined}
            onClick={() => setOpen(!open)}
          >
            <span className={styles.chevron} data-open={open || undefined}>
              <Icon name="chevron" />
            </span>
            <span id={nameId} className={styles.text} title={name}>
              {name}
            </span>
          </button>
        ) : (
          <span id={nameId} className={styles.text} title={name}>
            {name}
          </span>
        )}
        {children(nameId)}
      </div>
      {below}
      {open && expandable && (
        <div id={detailsId}>
          <DetailList details={details} />
          {more}
        </div>
      )}
    </li>
  );
}

/** Whether a name needs a line of its own; a CJK character is two columns wide. */
function isWide(name: string): boolean {
  let columns = 0;
  for (const character of name) columns += character > '\u2e7f' ? 2 : 1;
  return columns > 11;
}
