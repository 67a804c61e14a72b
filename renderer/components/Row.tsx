import { useId, useState, type ReactNode } from 'react';
import type { DetailView } from '../../core/views/panel.ts';
import { DetailList } from './DetailList.tsx';
import { Icon } from './Icon.tsx';
import styles from './Row.module.css';

export interface RowProps {
  readonly name: string;
  readonly details: readonly DetailView[];
  readonly className: string | undefined;
  /** Renders the part to the right of the name. Gets the id of the name for `aria-labelledby`. */
  readonly children: (nameId: string) => ReactNode;
  /** The actions below the line. */
  readonly below?: ReactNode;
  /** The part below the details of an expanded row, rendered only then. */
  readonly more?: ReactNode;
}

/**
 * A row of a card: a name, and details below it when there are any. The name is then a disclosure button that
 * covers the whole line. The meter stays outside of the button, so that it keeps its role for screen readers.
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

/** Returns true when a name needs its own line. A CJK character counts as two columns. */
function isWide(name: string): boolean {
  let columns = 0;
  for (const character of name) columns += character > '\u2e7f' ? 2 : 1;
  return columns > 11;
}
