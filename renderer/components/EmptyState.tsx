import type { EmptyView } from '../../core/views/panel.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { Button } from './Button.tsx';
import styles from './EmptyState.module.css';
import { Message } from './Message.tsx';
import { Sentence } from './Sentence.tsx';

/** The panel without accounts: where the app looked, and how to add one. */
export function EmptyState({ empty, onRefresh }: { readonly empty: EmptyView; readonly onRefresh: () => void }) {
  const t = useTranslate();
  return (
    <Message title={empty.title}>
      <ul className={styles.steps}>
        {empty.steps.map((step) => (
          <li key={step}>
            <Sentence text={step} />
          </li>
        ))}
      </ul>
      <Button onPress={onRefresh}>{t('ui.action.look-again')}</Button>
    </Message>
  );
}
