import type { Notice } from '../../core/snapshot/panel-view-model.ts';
import { useWords } from '../hooks/use-words.ts';
import { Icon } from './Icon.tsx';
import styles from './NoticeBar.module.css';
import { OfferActions } from './OfferActions.tsx';
import { Sentence } from './Sentence.tsx';

/** Things about the app itself that the user must know; nothing when there are none. */
export function NoticeBar({ notices }: { readonly notices: readonly Notice[] }) {
  const t = useWords();
  if (notices.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t('ui.notice.region')}>
      {notices.map((notice) => (
        <li key={notice.id} className={styles.notice}>
          <Icon name="notice" />
          <div className={styles.words}>
            <p>
              <Sentence text={notice.text} />
            </p>
            {notice.actions !== undefined && notice.account !== undefined && (
              <OfferActions actions={notice.actions} account={notice.account} />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
