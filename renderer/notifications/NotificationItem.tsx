import type { NotificationView } from '../../core/alerts/view.ts';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/use-translate.ts';
import styles from './NotificationsDrawer.module.css';

export interface NoticeItemProps {
  readonly notice: NotificationView;
  readonly onGo: () => void;
  readonly onSnooze: () => void;
}

/** One notice: what happened and when, and what one can do about it here. */
export function NoticeItem({ notice, onGo, onSnooze }: NoticeItemProps) {
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
