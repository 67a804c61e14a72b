import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { Button } from '../components/Button.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Sentence } from '../components/Sentence.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { UsageContent } from './UsageContent.tsx';
import styles from './UsageDrawer.module.css';
import { useDailyUsage } from './use-daily-usage.ts';

export interface UsageDrawerProps {
  readonly accountId: string;
  readonly label: string;
  readonly onClose: () => void;
}

/** The daily usage of one account, below its card. Escape or Back closes it. */
export function UsageDrawer({ accountId, label, onClose }: UsageDrawerProps) {
  const t = useTranslate();
  const titleId = useId();
  const back = useRef<HTMLButtonElement>(null);
  const section = useRef<HTMLElement>(null);
  const { view, busy, failed, refresh, turnOn } = useDailyUsage(accountId);
  useEffect(() => {
    back.current?.focus({ preventScroll: true });
  }, []);
  const hasView = view !== null;
  useEffect(() => {
    if (hasView) section.current?.scrollIntoView({ block: 'nearest' });
  }, [hasView]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  };

  return (
    <section ref={section} className={styles.drawer} aria-labelledby={titleId} aria-busy={busy} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <h4 id={titleId} className={styles.title}>
          <span aria-hidden="true">{view?.title ?? t('ui.usage.open')}</span>
          <span className="visually-hidden">{t('ui.usage.open-for', { label })}</span>
        </h4>
        <IconButton
          icon="refresh"
          label={t('ui.usage.refresh')}
          disabled={busy || view?.canRefresh !== true}
          onPress={() => void refresh()}
        />
        <Button quiet ref={back} onPress={onClose}>
          {t('ui.usage.back')}
        </Button>
      </header>
      {view?.notice != null && (
        <div className={styles.notice}>
          <p className={styles.noticeTitle}>{view.notice.title}</p>
          <p>
            <Sentence text={view.notice.text} />
          </p>
          {view.notice.canTurnOn && <Button onPress={() => void turnOn()}>{t('ui.usage.turn-on')}</Button>}
        </div>
      )}
      <div className={styles.status} role="status">
        {statusTexts().map((text) => (
          <p key={text} data-problem={text === view?.problem || undefined}>
            <Sentence text={text} />
          </p>
        ))}
      </div>
      {view !== null && view.splits.length > 0 && <UsageContent view={view} />}
    </section>
  );

  function statusTexts(): readonly string[] {
    if (failed) return [t('ui.usage.failed')];
    if (view === null || busy) return [t('ui.usage.loading')];
    return [view.problem, view.ageText, view.waitText].filter((text) => text !== null);
  }
}
