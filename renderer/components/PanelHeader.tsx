import { useWords } from '../hooks/use-words.ts';
import { IconButton } from './IconButton.tsx';
import styles from './PanelHeader.module.css';

export interface PanelHeaderProps {
  readonly updatedText: string | null;
  readonly refreshEnabled: boolean;
  readonly onRefresh: () => void;
  readonly onSettings: () => void;
}

/** Title, the age of it all on the button that renews it, and the way to the settings. */
export function PanelHeader({ updatedText, refreshEnabled, onRefresh, onSettings }: PanelHeaderProps) {
  const t = useWords();
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
        <IconButton icon="settings" label={t('ui.action.settings')} onPress={onSettings} />
      </div>
    </header>
  );
}
