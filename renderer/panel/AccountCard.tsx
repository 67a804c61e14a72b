import { memo } from 'react';
import type { CardView, RowView } from '../../core/views/panel-model.ts';
import { AccountName } from '../components/AccountName.tsx';
import { Icon } from '../components/Icon.tsx';
import { LimitMeter } from '../components/LimitMeter.tsx';
import { Sentence } from '../components/Sentence.tsx';
import { Tag } from '../components/Tag.tsx';
import { Tile } from '../components/Tile.tsx';
import styles from './AccountCard.module.css';
import { usePanelActions } from './panel-actions.ts';

interface AccountCardProps {
  readonly row: RowView;
  readonly isCurrent: boolean;
  readonly isTabStop: boolean;
}

const tones = { 'next-up': 'fine', low: 'low', critical: 'critical', quiet: 'quiet' } as const;

/** One of up to three accounts: its limits in full. Its head opens its page. */
export const AccountCard = memo(function AccountCard({ row, isCurrent, isTabStop }: AccountCardProps) {
  const actions = usePanelActions();
  const { id, tile, name, domain, card } = row;
  const [action] = row.actions;
  return (
    <article className={styles.card} aria-label={`${name}${domain ?? ''}`} data-current={isCurrent || undefined}>
      <button
        type="button"
        className={styles.head}
        data-key={id}
        data-row={id}
        aria-current={isCurrent ? 'true' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        onClick={() => actions.open(id)}
      >
        <span className="visually-hidden">{row.spoken}</span>
        <span className={styles.shown} aria-hidden="true">
          <Tile tile={tile} />
          <AccountName name={name} domain={domain} hasNamesake={row.marks.hasNamesake} />
          {card?.tag != null && <Tag text={card.tag.text} tone={tones[card.tag.kind]} />}
          {row.age !== null && <span className={styles.age}>{row.age}</span>}
          {card?.plan != null && <bdi className={styles.plan}>{card.plan}</bdi>}
        </span>
      </button>
      {card !== undefined && <CardBody card={card} />}
      {action !== undefined && (
        <p className={styles.action}>
          <span className={styles.button}>{action.text}</span>
        </p>
      )}
      {card?.quietText != null && (
        <p className={styles.quiet}>
          <span>{card.quietText}</span>
          <Icon name="chevron" size={14} />
        </p>
      )}
    </article>
  );
});

function CardBody({ card }: { readonly card: CardView }) {
  return (
    <>
      {card.message !== null && (
        <p className={styles.message}>
          <Sentence text={card.message} />
        </p>
      )}
      {card.meters.map((meter) => (
        <LimitMeter key={meter.id} meter={meter} />
      ))}
    </>
  );
}
