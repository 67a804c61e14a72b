import { useEffect, useState } from 'react';
import type { KeyStorageView } from '../../core/views/key-storage.ts';
import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './KeyStorage.module.css';

interface KeyStorageProps {
  /** True: the user wants the key in a file. */
  readonly isInFile: boolean;
  readonly onFile: () => void;
}

/** Says where the key will be kept, before it is typed. Without a keyring it offers a file. */
export function KeyStorage({ isInFile, onFile }: KeyStorageProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const [storage, setStorage] = useState<KeyStorageView | null>(null);
  useEffect(() => {
    let isGone = false;
    void bridge
      .getKeyStorage()
      .catch(() => null)
      .then((answer) => {
        // Without an answer the outcome of saving says where the key is.
        if (!isGone && answer?.ok === true) setStorage(answer.value);
      });
    return () => {
      isGone = true;
    };
  }, [bridge]);
  if (storage === null) return null;
  if (storage.isReady || isInFile) {
    return <p className={styles.text}>{isInFile ? t('ui.add.in-file') : storage.text}</p>;
  }
  return (
    <div className={styles.missing} role="group" aria-label={t('ui.add.storage')}>
      <p>{storage.text}</p>
      <Button onPress={onFile}>{t('ui.add.file')}</Button>
    </div>
  );
}
