import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useBridge } from '../hooks/use-bridge.ts';
import { useWords } from '../hooks/use-words.ts';
import styles from './UsageExport.module.css';

/** Two buttons that save every kept day to a file; what came of it is told and spoken. */
export function UsageExport({ accountId }: { readonly accountId: string }) {
  const t = useWords();
  const bridge = useBridge();
  const [outcome, setOutcome] = useState('');

  const save = async (format: 'csv' | 'json'): Promise<void> => {
    setOutcome('');
    const answer = await bridge.exportDailyUsage({ accountId, format }).catch(() => null);
    setOutcome(answer?.ok === true ? (answer.value.message ?? '') : t('ui.usage.export-failed'));
  };

  return (
    <div className={styles.export}>
      <Button onPress={() => void save('csv')}>{t('ui.usage.csv')}</Button>
      <Button onPress={() => void save('json')}>{t('ui.usage.json')}</Button>
      <p className={styles.outcome} role="status">
        {outcome}
      </p>
    </div>
  );
}
