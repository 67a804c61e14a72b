import type { Ref } from 'react';
import { useTranslate } from '../hooks/window-context.ts';
import { IconButton } from './IconButton.tsx';
import styles from './PanelHeader.module.css';

export interface PanelHeaderProps {
  readonly updatedText: string | null;
  readonly refreshEnabled: boolean;
  /** `3 new`; null: none. */
  readonly noticesText: string | null;
  readonly noticesOpen: boolean;
  readonly noticesRef: Ref<HTMLButtonElement>;
  readonly onNotices: () => void;
  readonly onRefresh: () => void;
  readonly onSettings: () => void;
}

/** The title, the refresh button with the age of the data, and the buttons for notifications and settings. */
export function PanelHeader(props: PanelHeaderProps) {
  const { updatedText, refreshEnabled, noticesText, noticesOpen, noticesRef, onNotices, onRefresh, onSettings } = props;
  const t = useTranslate();
  return (
    <header className={styles.header}>
      <h1>{t('ui.panel.title')}</h1>
      <div className={styles.actions}>
        <IconButton
          icon="refresh"
          label={t('ui.action.refresh-all')}
          text={updatedText}
          disabled={!refreshEnabled}
          onPress={onRefresh}
        />
        <IconButton
          ref={noticesRef}
          icon="bell"
          label={t('ui.notices.open')}
          text={noticesText}
          expanded={noticesOpen}
          onPress={onNotices}
        />
        <IconButton icon="settings" label={t('ui.action.settings')} onPress={onSettings} />
      </div>
    </header>
  );
}
