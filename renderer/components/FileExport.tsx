import { useState } from 'react';
import type { Bridge } from '../../core/ipc/bridge.ts';
import { useTranslate } from '../hooks/use-translate.ts';
import { Button } from './Button.tsx';
import styles from './FileExport.module.css';

type Format = 'csv' | 'json';

interface FileExportProps {
  readonly onExport: (format: Format) => ReturnType<Bridge['exportHistory'] | Bridge['exportDailyUsage']>;
}

/** Two buttons that save what is kept to a file; what came of it is told and spoken. */
export function FileExport({ onExport }: FileExportProps) {
  const t = useTranslate();
  const [outcome, setOutcome] = useState('');

  const save = async (format: Format): Promise<void> => {
    setOutcome('');
    const answer = await onExport(format).catch(() => null);
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
