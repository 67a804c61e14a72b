import { useRef, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/use-translate.ts';
import { HistoryDrawer } from './HistoryDrawer.tsx';

/** The quiet button of the overview that opens the history of all accounts together, and the drawer below it. */
export function TotalsHistory() {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <div>
        <Button
          quiet
          ref={opener}
          expanded={open}
          label={t('ui.history.open-all')}
          onPress={() => (open ? close() : setOpen(true))}
        >
          {t('ui.history.open')}
        </Button>
      </div>
      {open && <HistoryDrawer accountId={null} windowId={null} label={t('ui.history.all')} onClose={close} />}
    </>
  );
}
