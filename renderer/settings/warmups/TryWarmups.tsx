import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '../../components/Button.tsx';
import { useBridge } from '../../hooks/use-bridge.ts';
import { useSay } from '../../hooks/use-say.ts';
import { useWords } from '../../hooks/use-words.ts';
import { useWarmups } from './use-warmups.ts';
import styles from './warmups.module.css';

type Step =
  | { readonly kind: 'idle'; readonly message: string | null }
  | { readonly kind: 'waiting'; readonly message: string }
  | { readonly kind: 'asking'; readonly confirmation: string; readonly sentence: string; readonly command: string };

/** One real run for each account whose tool can do it, in two steps. */
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
  const t = useWords();
  const bridge = useBridge();
  const say = useSay();
  const id = useId();
  const [step, setStep] = useState<Step>({ kind: 'idle', message: null });
  const keep = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  const name = t('ui.warmups.try-for', { label });
  useEffect(() => {
    if (step.kind === 'asking') keep.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = step.kind === 'asking';
  }, [step.kind]);

  const ask = async (confirmation: string | null): Promise<void> => {
    if (step.kind === 'waiting') return;
    const message = t(confirmation === null ? 'ui.warmups.asking' : 'ui.warmups.running');
    setStep({ kind: 'waiting', message });
    say(message);
    const answer = await bridge.tryWarmup({ accountId, confirmation }).catch(() => null);
    const value = answer?.ok === true ? answer.value : { kind: 'done' as const, message: t('ui.warmups.fault') };
    if (value.kind === 'ready') return setStep({ ...value, kind: 'asking' });
    setStep({ kind: 'idle', message: value.message });
    say(value.message);
  };
  const leave = (): void => setStep({ kind: 'idle', message: null });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    leave();
  };

  if (step.kind === 'asking') {
    return (
      <div role="group" aria-label={name} aria-describedby={`${id}-question ${id}-command`} onKeyDown={onKeyDown}>
        <p id={`${id}-question`}>{step.sentence}</p>
        <pre id={`${id}-command`} className={styles.command}>
          {step.command}
        </pre>
        <div className={styles.actions}>
          <Button onPress={() => void ask(step.confirmation)}>{t('ui.warmups.run')}</Button>
          <Button ref={keep} onPress={leave}>
            {t('ui.warmups.keep')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.item}>
      <span className={styles.words}>{label}</span>
      {step.message !== null && <span className={styles.quiet}>{step.message}</span>}
      <Button ref={opener} quiet label={name} onPress={() => void ask(null)}>
        {t('ui.warmups.try')}
      </Button>
    </div>
  );
}
