import { useState } from 'react';
import type { OfferAction } from '../../core/views/panel.ts';
import { useBridge } from '../hooks/window-context.ts';
import { useKeepFocus } from '../hooks/use-keep-focus.ts';
import { useSay } from '../hooks/use-say.ts';
import { useTranslate } from '../hooks/use-translate.ts';
import { Button } from './Button.tsx';
import styles from './RowActions.module.css';

export interface OfferActionsProps {
  readonly actions: readonly OfferAction[];
  readonly account: { readonly id: string; readonly label: string };
}

/** What one can do about an offer: look at it in the browser, or put it away. Neither claims it. */
export function OfferActions({ actions, account }: OfferActionsProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const say = useSay();
  const part = useKeepFocus(account.id);
  const [message, setMessage] = useState<string | null>(null);

  const tell = (text: string): void => {
    setMessage(text);
    say(text);
  };
  const open = async (): Promise<void> => {
    const answer = await bridge.openOffer({ accountId: account.id }).catch(() => null);
    tell(answer?.ok === true ? answer.value.message : t('ui.offer.failed'));
  };
  const dismiss = async (): Promise<void> => {
    const answer = await bridge.dismissOffer({ accountId: account.id }).catch(() => null);
    if (answer?.ok === true) say(t('ui.offer.dismissed', { label: account.label }));
    else tell(t('ui.offer.failed'));
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
