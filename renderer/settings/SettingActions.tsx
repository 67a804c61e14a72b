import { useEffect, useState } from 'react';

import type { CommandAnswer, CommandInput } from '../../core/ipc/contract.ts';
import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { useNotifications } from '../notifications/use-notifications.ts';
import styles from './SettingRow.module.css';

/** The button that copies the diagnostics to the clipboard, as a text to send. */
export function CopyReport() {
  const t = useTranslate();
  const bridge = useBridge();
  const [outcome, copy] = useOutcome(bridge.copyDiagnostics);
  return (
    <>
      <span className={styles.answer} role="status">
        {outcome === 'done' ? t('ui.diagnostics.copied') : ''}
      </span>
      <Button onPress={() => void copy()}>{t('ui.diagnostics.copy')}</Button>
      {outcome === 'failed' && (
        <p className={styles.problem} role="alert">
          {t('ui.diagnostics.failed')}
        </p>
      )}
    </>
  );
}

/** The button that shows the state folder in the file manager. */
export function OpenFolder() {
  const t = useTranslate();
  const bridge = useBridge();
  const [outcome, open] = useOutcome(bridge.revealData);
  return (
    <>
      <Button onPress={() => void open()}>{t('ui.set.folder.open')}</Button>
      {outcome === 'failed' && (
        <p className={styles.problem} role="alert">
          {t('ui.set.folder.failed')}
        </p>
      )}
    </>
  );
}

/** The button that opens a page about the app in the browser, or a text about licences in the user's program for it. */
export function HelpLink({ page, text }: { readonly page: CommandInput<'help.open'>['page']; readonly text: string }) {
  const t = useTranslate();
  const bridge = useBridge();
  const [message, setMessage] = useState<string | null>(null);
  const open = async (): Promise<void> => {
    const answer = await bridge.openHelp({ page }).catch(() => null);
    if (answer?.ok !== true) setMessage(t('ui.help.failed'));
    else setMessage(answer.value.opened ? null : answer.value.message);
  };
  return (
    <>
      <Button quiet icon="external" onPress={() => void open()}>
        {text}
      </Button>
      {message !== null && (
        <p className={styles.problem} role="alert">
          {message}
        </p>
      )}
    </>
  );
}

/** The button that snoozes all notifications for an hour or ends the snooze, with its end. */
export function SnoozeAll() {
  const t = useTranslate();
  const { view, failed, snooze } = useNotifications('');
  const snoozed = view?.allSnoozedText ?? null;
  return (
    <>
      <span className={styles.answer} role="status">
        {failed ? t('ui.notices.failed') : snoozed}
      </span>
      <Button onPress={() => void snooze({ accountId: null, forMinutes: snoozed === null ? 60 : null })}>
        {t(snoozed === null ? 'ui.notices.snooze-all' : 'ui.notices.wake')}
      </Button>
    </>
  );
}

type Step =
  | { readonly kind: 'idle' | 'asking' }
  | { readonly kind: 'answered'; readonly ok: boolean; readonly message: string };

/** The button that refreshes the exchange rates, with its progress and outcome. */
export function RefreshRates({ enabled }: { readonly enabled: boolean }) {
  const t = useTranslate();
  const bridge = useBridge();
  const [step, setStep] = useState<Step>({ kind: 'idle' });

  const refresh = async (): Promise<void> => {
    if (step.kind === 'asking') return;
    setStep({ kind: 'asking' });
    const answer = await bridge.refreshRates().catch(() => null);
    const value = answer?.ok === true ? answer.value : { ok: false, message: t('ui.set.rates.failed') };
    setStep({ kind: 'answered', ...value });
  };

  return (
    <>
      <span className={styles.answer} role="status">
        {step.kind === 'asking' && t('ui.set.rates.asking')}
        {step.kind === 'answered' && step.ok && step.message}
      </span>
      {enabled && <Button onPress={() => void refresh()}>{t('ui.set.rates.refresh')}</Button>}
      {step.kind === 'answered' && !step.ok && (
        <p className={styles.problem} role="alert">
          {step.message}
        </p>
      )}
    </>
  );
}

/** The button that runs one user command now, with its outcome. */
export function TryUserCommand({ index, command }: { readonly index: number; readonly command: string }) {
  const t = useTranslate();
  const bridge = useBridge();
  const [said, setSaid] = useState<string | null>(null);
  const [running, setRunning] = useState(false);

  const run = async (): Promise<void> => {
    if (running) return;
    setRunning(true);
    setSaid(t('ui.set.hooks.trying'));
    const answer = await bridge.tryHook({ index }).catch(() => null);
    setSaid(answer?.ok === true ? answer.value.message : t('ui.set.hooks.failed'));
    setRunning(false);
  };

  return (
    <>
      <span className={styles.answer} role="status">
        {said}
      </span>
      <Button quiet label={t('ui.set.hooks.try-which', { command })} onPress={() => void run()}>
        {t('ui.set.hooks.try')}
      </Button>
    </>
  );
}

/** The outcome of a command that has no view of its own. */
type Outcome = 'none' | 'done' | 'failed';

/** Returns the outcome of a command and the function that runs it. A success is reset after some seconds. */
function useOutcome(command: () => Promise<CommandAnswer<null>>): readonly [Outcome, () => Promise<void>] {
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome !== 'done') return;
    const timer = setTimeout(() => setOutcome('none'), 4_000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const run = async (): Promise<void> => {
    const answer = await command().catch(() => null);
    setOutcome(answer?.ok === true ? 'done' : 'failed');
  };
  return [outcome, run];
}
