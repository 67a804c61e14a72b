import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { useNotices } from '../notifications/use-notifications.ts';
import styles from './SettingRow.module.css';

/** Shows nothing for an hour, or shows again, and says until when. */
export function SnoozeAll() {
  const t = useTranslate();
  const { view, failed, snooze } = useNotices('');
  const snoozed = view?.allSnoozedText ?? null;
  return (
    <>
      <span className={styles.answer} role="status">
        {failed ? t('ui.notices.failed') : snoozed}
      </span>
      <Button onPress={() => void snooze({ accountId: null, forMinutes: snoozed === null ? 60 : null })}>
        {t(snoozed === null ? 'ui.notices.snooze-all' : 'ui.notices.wake')}
      </Button>
    </>
  );
}
