import { Button } from '../components/Button.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Sentence } from '../components/Sentence.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { Page } from '../panel/Page.tsx';
import { UsageContent } from './UsageContent.tsx';
import styles from './UsagePage.module.css';
import { useDailyUsage } from './use-daily-usage.ts';

interface UsagePageProps {
  readonly accountId: string;
  readonly label: string;
  readonly hasBack: boolean;
  readonly onBack: () => void;
}

/** The daily usage of one account. */
export function UsagePage({ accountId, label, hasBack, onBack }: UsagePageProps) {
  const t = useTranslate();
  const { view, busy, failed, refresh, turnOn } = useDailyUsage(accountId);
  const texts = (): readonly string[] => {
    if (failed) return [t('ui.usage.failed')];
    if (view === null || busy) return [t('ui.usage.loading')];
    return [view.problem, view.ageText, view.waitText].filter((text) => text !== null);
  };
  return (
    <Page
      title={view?.title ?? t('ui.usage.open')}
      subtitle={label}
      hasBack={hasBack}
      takesFocus
      isBusy={busy}
      onBack={onBack}
      actions={
        <IconButton
          icon="refresh"
          label={t('ui.usage.refresh')}
          disabled={busy || view?.canRefresh !== true}
          onPress={() => void refresh()}
        />
      }
    >
      <section className={styles.card}>
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
          {texts().map((text) => (
            <p key={text} data-problem={text === view?.problem || undefined}>
              <Sentence text={text} />
            </p>
          ))}
        </div>
        {view !== null && view.splits.length > 0 && <UsageContent view={view} />}
      </section>
    </Page>
  );
}
