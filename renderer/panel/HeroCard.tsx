import type { MeterView, RowView } from '../../core/views/panel-model.ts';
import { Bar } from '../components/Bar.tsx';
import { FlipText } from '../components/FlipText.tsx';
import { Icon } from '../components/Icon.tsx';
import { LimitMeter } from '../components/LimitMeter.tsx';
import { PaceTip } from '../components/PaceTip.tsx';
import { Sentence } from '../components/Sentence.tsx';
import { useFlips } from '../hooks/flips.ts';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './HeroCard.module.css';
import { usePanelActions } from './panel-actions.ts';

/** The only account: the limit that binds in large, and the others below. */
export function HeroCard({ row, isTabStop }: { readonly row: RowView; readonly isTabStop: boolean }) {
  const t = useTranslate();
  const actions = usePanelActions();
  const { card } = row;
  if (card === undefined) return null;
  const [first, ...others] = card.meters;
  const [action] = row.actions;
  const hasMore = others.length > 0 || card.quietText !== null;
  return (
    <>
      <article className={styles.card} data-solo="" aria-label={`${row.name}${row.domain ?? ''}`}>
        <button
          type="button"
          className={styles.cover}
          data-key={row.id}
          data-row={row.id}
          aria-label={row.spoken}
          tabIndex={isTabStop ? 0 : -1}
          onClick={() => actions.open(row.id)}
        />
        {card.message !== null && (
          <p className={styles.message}>
            <Sentence text={card.message} />
          </p>
        )}
        {first !== undefined && <HeroMeter meter={first} />}
        {action !== undefined && <p className={styles.action}>{action.text}</p>}
      </article>
      {hasMore && (
        <article className={styles.card} aria-label={t('ui.hero.more')}>
          {others.map((meter) => (
            <LimitMeter key={meter.id} meter={meter} />
          ))}
          {card.outlook !== null && <p className={styles.note}>{card.outlook}</p>}
          {card.quietText !== null && (
            <p className={styles.quiet}>
              <span>{card.quietText}</span>
              <Icon name="chevron" size={14} />
            </p>
          )}
        </article>
      )}
    </>
  );
}

function HeroMeter({ meter }: { readonly meter: MeterView }) {
  const flips = useFlips();
  const { name, figure, figureOther, unit, bar, when, whenOther, whenTone, paceText, age, spoken } = meter;
  const isKnown = bar.fillPercent !== null;
  return (
    <div className={styles.hero} data-tone={bar.isStale ? 'stale' : bar.look}>
      <p className={styles.name}>{[name, age].filter((text) => text !== null).join(' · ')}</p>
      <p className={styles.figure}>
        <b>
          <FlipText text={figure} other={figureOther} onFlip={flips.figures} />
        </b>
        {unit !== null && <span> {unit}</span>}
      </p>
      <div
        className={styles.bar}
        role={isKnown ? 'meter' : 'img'}
        aria-label={isKnown ? name : spoken}
        {...(isKnown
          ? {
              'aria-valuemin': 0,
              'aria-valuemax': 100,
              'aria-valuenow': Math.round(bar.fillPercent),
              'aria-valuetext': spoken,
            }
          : {})}
      >
        <Bar bar={bar} size="hero" />
        <PaceTip percent={bar.pacePercent} />
      </div>
      <p className={styles.below}>
        {when !== null && (
          <span>
            <FlipText text={when} other={whenOther} onFlip={flips.times} />
          </span>
        )}
        {paceText !== null && <span data-tone={whenTone}>{paceText}</span>}
      </p>
    </div>
  );
}
