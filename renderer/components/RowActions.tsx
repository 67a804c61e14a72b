import { type KeyboardEvent, useId, useRef, useState } from 'react';

import type { FactAction, OfferAction } from '../../core/views/panel.ts';
import { useKeepFocus } from '../hooks/keep-focus.ts';
import { useQuestionFocus } from '../hooks/question-focus.ts';
import { useBridge, useAnnounce, useTranslate } from '../hooks/window-context.ts';
import { Button } from './Button.tsx';
import styles from './RowActions.module.css';

interface FactActionsProps {
  readonly actions: readonly FactAction[];
  readonly account: { readonly id: string; readonly label: string };
}

/** The actions for a figure, below its line. */
export function FactActions({ actions, account }: FactActionsProps) {
  const offers = actions.filter(
    (action): action is OfferAction => action.id === 'see-offer' || action.id === 'dismiss-offer',
  );
  return (
    <>
      {offers.length > 0 && <OfferActions actions={offers} account={account} />}
      {actions.map((action) =>
        action.id === 'use-reset' ? <UseReset key={action.id} text={action.text} account={account} /> : null,
      )}
      {actions.map((action) =>
        action.id === 'copy-command' ? <CopyCommand key={action.id} text={action.text} account={account} /> : null,
      )}
    </>
  );
}

interface OfferActionsProps {
  readonly actions: readonly OfferAction[];
  readonly account: { readonly id: string; readonly label: string };
}

/** The actions for an offer: open it in the browser, or dismiss it. Neither claims it. */
export function OfferActions({ actions, account }: OfferActionsProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const announce = useAnnounce();
  const part = useKeepFocus();
  const [message, setMessage] = useState<string | null>(null);

  const show = (text: string): void => {
    setMessage(text);
    announce(text);
  };
  const open = async (): Promise<void> => {
    const answer = await bridge.openOffer({ accountId: account.id }).catch(() => null);
    show(answer?.ok === true ? answer.value.message : t('ui.offer.failed'));
  };
  const dismiss = async (): Promise<void> => {
    const answer = await bridge.dismissOffer({ accountId: account.id }).catch(() => null);
    if (answer?.ok === true) announce(t('ui.offer.dismissed', { label: account.label }));
    else show(t('ui.offer.failed'));
  };

  return (
    <div ref={part} className={styles.part}>
      <div className={styles.actions}>
        {actions.map(({ id, text }) => (
          <Button
            key={id}
            quiet
            label={t('ui.action.for-account', { action: text, label: account.label })}
            onPress={() => void (id === 'see-offer' ? open() : dismiss())}
          >
            {text}
          </Button>
        ))}
      </div>
      {message !== null && <p className={styles.message}>{message}</p>}
    </div>
  );
}

interface CopyCommandProps {
  /** The text of the button. */
  readonly text: string;
  readonly account: { readonly id: string; readonly label: string };
}

/** The button that copies the command with which the account's tool uses a banked reset. The main process has the text. */
function CopyCommand({ text, account }: CopyCommandProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const announce = useAnnounce();
  const part = useKeepFocus();
  const [message, setMessage] = useState<string | null>(null);

  const copy = async (): Promise<void> => {
    const answer = await bridge.copyResetCommand({ accountId: account.id }).catch(() => null);
    const said = answer?.ok === true ? answer.value.message : t('ui.reset.copy-failed');
    setMessage(said);
    announce(said);
  };

  return (
    <div ref={part} className={styles.part}>
      <div className={styles.actions}>
        <Button
          quiet
          label={t('ui.action.for-account', { action: text, label: account.label })}
          onPress={() => void copy()}
        >
          {text}
        </Button>
      </div>
      {message !== null && <p className={styles.message}>{message}</p>}
    </div>
  );
}

type Step =
  | { readonly kind: 'idle'; readonly message: string | null }
  | { readonly kind: 'waiting'; readonly message: string }
  | { readonly kind: 'asking'; readonly confirmation: string; readonly sentence: string };

interface UseResetProps {
  /** The text of the button. */
  readonly text: string;
  readonly account: { readonly id: string; readonly label: string };
}

/**
 * Uses a banked reset in two steps, in the row itself. The first step reads the list again and replaces the
 * button by a question, with the focus on the answer that changes nothing. Escape cancels.
 */
function UseReset({ text, account }: UseResetProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const announce = useAnnounce();
  const part = useKeepFocus();
  const [step, setStep] = useState<Step>({ kind: 'idle', message: null });
  const isBusy = useRef(false);
  const { opener, cancel } = useQuestionFocus(step.kind === 'asking');
  const sentenceId = useId();
  const name = t('ui.action.for-account', { action: text, label: account.label });

  const end = (message: string): void => {
    setStep({ kind: 'idle', message });
    announce(message);
  };
  /** Runs one request at a time. A second press in the meantime does nothing. */
  const wait = async (message: string, work: () => Promise<void>): Promise<void> => {
    if (isBusy.current) return;
    isBusy.current = true;
    setStep({ kind: 'waiting', message });
    announce(message);
    await work();
    isBusy.current = false;
  };
  const prepare = (): Promise<void> =>
    wait(t('ui.reset.asking'), async () => {
      const answer = await bridge.prepareReset({ accountId: account.id }).catch(() => null);
      if (answer?.ok !== true) return end(t('ui.reset.fault'));
      if (answer.value.kind === 'refused') return end(answer.value.message);
      const { confirmation, sentence } = answer.value;
      setStep({ kind: 'asking', confirmation, sentence });
      announce(sentence);
    });
  const redeem = (confirmation: string): Promise<void> =>
    wait(t('ui.reset.using'), async () => {
      const answer = await bridge.redeemReset({ accountId: account.id, confirmation }).catch(() => null);
      end(answer?.ok === true ? answer.value.message : t('ui.reset.fault'));
    });
  const leave = (): void => setStep({ kind: 'idle', message: null });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    leave();
  };

  return (
    <div ref={part} className={styles.part}>
      {step.kind === 'asking' ? (
        <div
          className={styles.question}
          role="group"
          aria-label={name}
          aria-describedby={sentenceId}
          onKeyDown={onKeyDown}
        >
          <p id={sentenceId}>{step.sentence}</p>
          <div className={styles.answers}>
            <Button onPress={() => void redeem(step.confirmation)}>{t('ui.reset.use')}</Button>
            <Button ref={cancel} onPress={leave}>
              {t('ui.reset.keep')}
            </Button>
          </div>
        </div>
      ) : (
        <>
          <div className={styles.actions}>
            <Button ref={opener} quiet label={name} expanded={false} onPress={() => void prepare()}>
              {text}
            </Button>
          </div>
          {step.message !== null && <p className={styles.message}>{step.message}</p>}
        </>
      )}
    </div>
  );
}
