import { useState } from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { Button } from './Button.tsx';
import styles from './FileExport.module.css';

type Format = 'csv' | 'json';

interface FileExportProps {
  readonly onExport: (format: Format) => ReturnType<Bridge['exportHistory'] | Bridge['exportDailyUsage']>;
}

/** Two buttons that export stored data to a file. The outcome is shown and announced. */
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

/** Exports all readings of one account or of all accounts. */
export function HistoryExport({ accountId }: { readonly accountId: string | null }) {
  const bridge = useBridge();
  return <FileExport onExport={(format) => bridge.exportHistory({ accountId, format })} />;
}
