import { useRef, useState } from 'react';

import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './HistoryButtons.module.css';
import { HistoryDrawer } from './HistoryDrawer.tsx';
import { Sparkline } from './Sparkline.tsx';
import { useHistory } from './use-history.ts';

interface RowHistoryProps {
  readonly accountId: string;
  readonly windowId: string;
  /** The name of the account, for the label of the button. */
  readonly label: string;
  readonly name: string;
  /** Another value when the figures change, so that the line is requested again. */
  readonly stamp: string;
}

/** The end of an expanded row: the present period as a small line, and the button that opens the history. */
export function RowHistory({ accountId, windowId, label, name, stamp }: RowHistoryProps) {
  const t = useTranslate();
  const { view } = useHistory(accountId, windowId, 'period', stamp);
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <div className={styles.more}>
      {view !== null && view.emptyText === null && !open && <Sparkline view={view} />}
      <div>
        <Button
          quiet
          ref={opener}
          expanded={open}
          label={t('ui.history.open-for', { label, name })}
          onPress={() => (open ? close() : setOpen(true))}
        >
          {t('ui.history.open')}
        </Button>
      </div>
      {open && <HistoryDrawer accountId={accountId} windowId={windowId} label={label} onClose={close} />}
    </div>
  );
}

/** The button of the overview that opens the history of all accounts together, and the drawer below it. */
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
