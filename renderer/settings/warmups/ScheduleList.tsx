import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import { useTranslate } from '../../hooks/window-context.ts';
import styles from './warmups.module.css';

export interface ScheduleItem {
  readonly key: string;
  readonly text: string;
  /** Stands before the text, such as a switch. */
  readonly control?: ReactNode;
}

export interface ScheduleListProps {
  readonly label: string;
  readonly items: readonly ScheduleItem[];
  readonly canAdd: boolean;
  /** The form for an item, or for a new one with null; `close` puts it away. */
  readonly form: (key: string | null, close: () => void) => ReactNode;
  readonly onRemove: (key: string) => void;
  readonly problem: string | null;
}

const forNew = 'new';

/** Schedules, each with its ways to change it; one form at a time takes the place of its row. */
export function ScheduleList({ label, items, canAdd, form, onRemove, problem }: ScheduleListProps) {
  const t = useTranslate();
  const [open, setOpen] = useState<string | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (open === null && wasOpen.current) add.current?.focus();
    wasOpen.current = open !== null;
  }, [open]);
  const close = (): void => setOpen(null);

  return (
    <div className={styles.part}>
      <ul className={styles.list} aria-label={label}>
        {items.map(({ key, text, control }) => (
          <li key={key} className={styles.item}>
            {open === key ? (
              form(key, close)
            ) : (
              <>
                {control}
                <span className={styles.words}>{text}</span>
                <Button quiet label={t('ui.warmups.edit-slot', { slot: text })} onPress={() => setOpen(key)}>
                  {t('ui.warmups.edit')}
                </Button>
                <Button quiet label={t('ui.warmups.remove-slot', { slot: text })} onPress={() => onRemove(key)}>
                  {t('ui.warmups.remove')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {items.length === 0 && open === null && <p className={styles.quiet}>{t('ui.warmups.none')}</p>}
      {open === forNew
        ? form(null, close)
        : canAdd && (
            <div className={styles.actions}>
              <Button ref={add} label={`${t('ui.warmups.add')}: ${label}`} onPress={() => setOpen(forNew)}>
                {t('ui.warmups.add')}
              </Button>
            </div>
          )}
      {problem !== null && <p role="alert">{problem}</p>}
    </div>
  );
}
