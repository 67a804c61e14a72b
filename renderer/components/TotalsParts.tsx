import { useId, useState } from 'react';
import type { TotalsPartView } from '../../core/views/panel.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { Figure } from './Figure.tsx';
import { Icon } from './Icon.tsx';
import styles from './TotalsParts.module.css';

const kinds = ['provider', 'group'] as const;

/** The totals by provider and by the user's own groups, behind a disclosure button. */
export function TotalsParts({ parts }: { readonly parts: readonly TotalsPartView[] }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const id = useId();
  const there = kinds.filter((kind) => parts.some((part) => part.kind === kind));
  return (
    <>
      <button
        type="button"
        className={styles.button}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.chevron} data-open={open || undefined}>
          <Icon name="chevron" />
        </span>
        {t(there.length > 1 ? 'ui.pool.by-both' : there[0] === 'group' ? 'ui.pool.by-group' : 'ui.pool.by-provider')}
      </button>
      {open && (
        <div id={id} className={styles.parts}>
          {there.map((kind) => (
            <ul key={kind} aria-label={t(kind === 'group' ? 'ui.pool.by-group' : 'ui.pool.by-provider')}>
              {parts
                .filter((part) => part.kind === kind)
                .map((part) => (
                  <Part key={part.id} part={part} />
                ))}
            </ul>
          ))}
        </div>
      )}
    </>
  );
}

function Part({ part }: { readonly part: TotalsPartView }) {
  const figures = [part.creditsText, part.mostUsedText].filter((text) => text !== null);
  return (
    <li className={styles.part}>
      <span className={styles.name} title={part.name}>
        {part.name}
      </span>
      <span className={styles.accounts}>
        <Figure text={part.accountsText} />
      </span>
      {figures.map((text) => (
        <span key={text} className={styles.quiet}>
          <Figure text={text} />
        </span>
      ))}
    </li>
  );
}
