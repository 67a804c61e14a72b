import { useRef, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './DailyUsage.module.css';
import { UsageDrawer } from './UsageDrawer.tsx';

/** The button of a card that opens its daily usage, and the drawer below it. */
export function DailyUsage({ accountId, label }: { readonly accountId: string; readonly label: string }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <div className={styles.opener}>
        <Button
          quiet
          ref={opener}
          expanded={open}
          label={t('ui.usage.open-for', { label })}
          onPress={() => (open ? close() : setOpen(true))}
        >
          {t('ui.usage.open')}
        </Button>
      </div>
      {open && <UsageDrawer accountId={accountId} label={label} onClose={close} />}
    </>
  );
}
