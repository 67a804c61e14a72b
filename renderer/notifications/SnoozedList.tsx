import type { NotificationsView } from '../../core/alerts/view.ts';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/use-translate.ts';
import styles from './NotificationsDrawer.module.css';

export interface SnoozedListProps {
  readonly view: NotificationsView;
  /** null: all accounts. */
  readonly onWake: (accountId: string | null) => void;
}

/** What is snoozed and until when, each with the way back; said by a screen reader as it changes. */
export function SnoozedList({ view, onWake }: SnoozedListProps) {
  const t = useTranslate();
  const all = view.allSnoozedText === null ? [] : [{ accountId: null, text: view.allSnoozedText }];
  return (
    <ul className={styles.snoozed} aria-live="polite">
      {[...all, ...view.snoozedAccounts].map(({ accountId, text }) => (
        <li key={accountId ?? ''}>
          <span>{text}</span>
          <Button quiet label={t('ui.notices.wake-for', { label: text })} onPress={() => onWake(accountId)}>
            {t('ui.notices.wake')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
