import { type KeyboardEvent, useEffect, useId, useRef } from 'react';

import type { NotificationsView, NotificationView } from '../../core/alerts/view.ts';
import { Button } from '../components/Button.tsx';
import { useReveal } from '../hooks/card-focus.ts';
import { useAnnounce, useTranslate } from '../hooks/window-context.ts';
import styles from './NotificationsDrawer.module.css';
import { useNotifications } from './use-notifications.ts';

interface NotificationsDrawerProps {
  /** Another value when there are new notifications. */
  readonly version: string;
  readonly onClose: () => void;
}

const hourMinutes = 60;

/** The last notifications above the cards, newest first. Escape or Close closes it. */
export function NotificationsDrawer({ version, onClose }: NotificationsDrawerProps) {
  const t = useTranslate();
  const announce = useAnnounce();
  const reveal = useReveal();
  const titleId = useId();
  const close = useRef<HTMLButtonElement>(null);
  const { view, failed, markSeen, snooze } = useNotifications(version);
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
    reveal(accountId);
  };
  const seen = async (): Promise<void> => {
    // Move the focus, because the button disappears when nothing is new.
    close.current?.focus({ preventScroll: true });
    if (await markSeen()) announce(t('ui.notices.seen-done'));
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
              <NotificationItem
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

interface SnoozedListProps {
  readonly view: NotificationsView;
  /** null: all accounts. */
  readonly onWake: (accountId: string | null) => void;
}

/** The snoozed accounts with their end and a button to end the snooze. Screen readers announce changes. */
function SnoozedList({ view, onWake }: SnoozedListProps) {
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

interface NotificationItemProps {
  readonly notice: NotificationView;
  readonly onGo: () => void;
  readonly onSnooze: () => void;
}

/** One notification: what happened, when, and the actions for it. */
function NotificationItem({ notice, onGo, onSnooze }: NotificationItemProps) {
  const t = useTranslate();
  return (
    <li className={styles.notice} data-new={notice.seen ? undefined : ''}>
      <p className={styles.name}>
        {!notice.seen && <span className={styles.new}>{t('ui.notices.new')} </span>}
        {notice.title}
      </p>
      <p className={styles.text}>{notice.body}</p>
      <p className={styles.foot}>
        <time title={notice.exactText}>{notice.ageText}</time>
        {notice.silentText !== null && <span> · {notice.silentText}</span>}
      </p>
      {notice.hasCard && (
        <div className={styles.actions}>
          <Button quiet label={t('ui.notices.go-to', { label: notice.label })} onPress={onGo}>
            {t('ui.notices.go')}
          </Button>
          <Button quiet label={t('ui.notices.snooze-for', { label: notice.label })} onPress={onSnooze}>
            {t('ui.notices.snooze')}
          </Button>
        </div>
      )}
    </li>
  );
}
