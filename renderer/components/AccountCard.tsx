import { memo, useId, useState } from 'react';
import type { AccountCardView } from '../../core/views/panel.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { cardElementId } from '../hooks/card-focus.ts';
import { DailyUsage } from '../usage/DailyUsage.tsx';
import styles from './AccountCard.module.css';
import { AccountState } from './AccountState.tsx';
import { FactRow } from './FactRow.tsx';
import { IconButton } from './IconButton.tsx';
import { MeterRow } from './MeterRow.tsx';
import { ProviderGlyph } from './Icon.tsx';
import { Sentence } from './Sentence.tsx';

interface AccountCardProps {
  readonly account: AccountCardView;
  /** The place of the card in a list that draws only some of its cards, counted from 1; left out: all are drawn. */
  readonly place?: number;
  /** The number of cards in such a list. */
  readonly of?: number;
}

/** One account: its name, the state of its data, its windows and its other figures. */
export const AccountCard = memo(function AccountCard({ account, place, of }: AccountCardProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const labelId = useId();
  const [refusal, setRefusal] = useState<string | null>(null);

  const refresh = async (): Promise<void> => {
    const answer = await bridge.refreshAccounts({ accountId: account.id }).catch(() => null);
    if (answer?.ok === true) setRefusal(answer.value.accepted ? null : answer.value.message);
    else setRefusal(t('ui.refresh.failed'));
  };

  return (
    <article
      id={cardElementId(account.id)}
      className={styles.card}
      aria-labelledby={labelId}
      aria-posinset={place}
      aria-setsize={of}
      tabIndex={-1}
    >
      <header className={styles.head}>
        <span className={styles.glyph}>
          <ProviderGlyph provider={account.provider} />
        </span>
        <h3 id={labelId} className={styles.label} title={account.label}>
          <bdi>{account.label}</bdi>
        </h3>
        <span className={styles.refresh}>
          <IconButton
            icon="refresh"
            label={t('ui.action.refresh-account', { label: account.label })}
            onPress={() => void refresh()}
          />
        </span>
        <span className={styles.subtitle} title={account.subtitle}>
          {account.subtitle}
        </span>
      </header>
      <AccountState account={account} refusal={refusal} />
      {account.meters.length + account.facts.length > 0 && (
        <ul className={styles.rows}>
          {account.meters.map((row) => (
            <MeterRow key={row.id} row={row} account={account} />
          ))}
          {account.facts.map((fact) => (
            <FactRow key={fact.id} fact={fact} account={account} />
          ))}
        </ul>
      )}
      {account.footnote !== null && (
        <p className={styles.footnote}>
          <Sentence text={account.footnote} />
        </p>
      )}
      {account.hasDailyUsage === true && <DailyUsage accountId={account.id} label={account.label} />}
    </article>
  );
});
