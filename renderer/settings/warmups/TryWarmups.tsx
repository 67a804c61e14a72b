import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { useBridge, useAnnounce, useTranslate } from '../../hooks/window-context.ts';
import { useWarmups } from './use-warmups.ts';
import styles from './warmups.module.css';

/** A button for each account that runs one real warm-up. The main process shows the command and asks first. */
export function TryWarmups() {
  const view = useWarmups();
  return (
    <div className={styles.part}>
      {view?.accounts.map(({ id, label }) => (
        <TryWarmup key={id} accountId={id} label={label} />
      ))}
    </div>
  );
}

function TryWarmup({ accountId, label }: { readonly accountId: string; readonly label: string }) {
  const t = useTranslate();
  const bridge = useBridge();
  const announce = useAnnounce();
  const [message, setMessage] = useState<string | null>(null);
  const [isRunning, setRunning] = useState(false);

  const run = async (): Promise<void> => {
    if (isRunning) return;
    setRunning(true);
    setMessage(t('ui.warmups.running'));
    announce(t('ui.warmups.running'));
    const answer = await bridge.tryWarmup({ accountId }).catch(() => null);
    const outcome = answer?.ok === true ? answer.value.message : t('ui.warmups.fault');
    setRunning(false);
    setMessage(outcome);
    if (outcome !== null) announce(outcome);
  };

  return (
    <div className={styles.item}>
      <span className={styles.words}>{label}</span>
      {message !== null && <span className={styles.quiet}>{message}</span>}
      <Button quiet label={t('ui.warmups.try-for', { label })} onPress={() => void run()}>
        {t('ui.warmups.try')}
      </Button>
    </div>
  );
}
