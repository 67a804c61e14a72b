import { useEffect, useState } from 'react';
import type { KeyStorageView } from '../../core/views/key-storage.ts';
import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './KeyStorage.module.css';

interface KeyStorageProps {
  /** What is kept. Left out: a key. */
  readonly of?: 'key' | 'password';
  /** True: the user wants it in a file. */
  readonly isInFile: boolean;
  readonly onFile: () => void;
}

/** Says where a key or a password will be kept, before it is typed. Without a keyring it offers a file. */
export function KeyStorage({ of = 'key', isInFile, onFile }: KeyStorageProps) {
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
  const isKey = of === 'key';
  const text = isKey ? storage.text : storage.passwordText;
  if (storage.isReady || isInFile) {
    const inFile = t(isKey ? 'ui.add.in-file' : 'ui.set.proxy-sign-in.in-file');
    return <p className={styles.text}>{isInFile ? inFile : text}</p>;
  }
  return (
    <div
      className={styles.missing}
      role="group"
      aria-label={t(isKey ? 'ui.add.storage' : 'ui.set.proxy-sign-in.storage')}
    >
      <p>{text}</p>
      <Button onPress={onFile}>{t('ui.add.file')}</Button>
    </div>
  );
}
