import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { Button } from '../components/Button.tsx';
import { cardElementId } from '../hooks/card-focus.ts';
import { useSay } from '../hooks/use-say.ts';
import { useTranslate } from '../hooks/use-translate.ts';
import { NoticeItem } from './NotificationItem.tsx';
import styles from './NotificationsDrawer.module.css';
import { SnoozedList } from './SnoozedList.tsx';
import { useNotices } from './use-notifications.ts';

export interface NoticesDrawerProps {
  /** Another value: there is something new. */
  readonly version: string;
  readonly onClose: () => void;
}

const hourMinutes = 60;

/** The last notices in place above the cards, newest first. Escape or Close closes it. */
export function NoticesDrawer({ version, onClose }: NoticesDrawerProps) {
  const t = useTranslate();
  const say = useSay();
  const titleId = useId();
  const close = useRef<HTMLButtonElement>(null);
  const { view, failed, markSeen, snooze } = useNotices(version);
  useEffect(() => {
    close.current?.focus({ preventScroll: true });
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  };
  const go = (accountId: string): void => {
    onClose();
    const card = document.getElementById(cardElementId(accountId));
    card?.scrollIntoView({ block: 'start' });
    card?.focus({ preventScroll: true });
  };
  const seen = async (): Promise<void> => {
    // The button goes away with what was new.
    close.current?.focus({ preventScroll: true });
    if (await markSeen()) say(t('ui.notices.seen-done'));
  };

  return (
    <section className={styles.drawer} aria-labelledby={titleId} aria-busy={view === null} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <h2 id={titleId} className={styles.title}>
          {t('ui.notices.title')}
        </h2>
        {view !== null && view.unseen > 0 && (
          <Button quiet onPress={() => void seen()}>
            {t('ui.notices.seen')}
          </Button>
        )}
        <Button quiet ref={close} onPress={onClose}>
          {t('ui.notices.close')}
        </Button>
      </header>
      {(failed || view === null) && (
        <p className={styles.text} role="status">
          {t(failed ? 'ui.notices.failed' : 'ui.notices.loading')}
        </p>
      )}
      {view !== null && (
        <>
          <SnoozedList view={view} onWake={(accountId) => void snooze({ accountId, forMinutes: null })} />
          {view.notices.length === 0 && <p className={styles.text}>{t('ui.notices.none')}</p>}
          {view.notices.length > 0 && view.allSnoozedText === null && (
            <div className={styles.actions}>
              <Button quiet onPress={() => void snooze({ accountId: null, forMinutes: hourMinutes })}>
                {t('ui.notices.snooze-all')}
              </Button>
            </div>
          )}
          <ul className={styles.list}>
            {view.notices.map((notice) => (
              <NoticeItem
                key={notice.id}
                notice={notice}
                onGo={() => go(notice.accountId)}
                onSnooze={() => void snooze({ accountId: notice.accountId, forMinutes: hourMinutes })}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
