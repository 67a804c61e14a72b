import type { HelpTopic } from '../../core/views/first-run.ts';
import { Sentence } from '../components/Sentence.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './HelpPage.module.css';
import { Page } from './Page.tsx';

interface HelpPageProps {
  readonly topic: HelpTopic;
  readonly hasBack: boolean;
  readonly onBack: () => void;
}

const steps = ['first', 'second', 'third'] as const;

/** What something missing on this computer means, and the next steps. */
export function HelpPage({ topic, hasBack, onBack }: HelpPageProps) {
  const t = useTranslate();
  return (
    <Page title={t(`ui.help.${topic}.title`)} hasBack={hasBack} takesFocus isText onBack={onBack}>
      <section className={styles.card}>
        <p>{t(`ui.help.${topic}.text`)}</p>
        <h3>{t('ui.help.steps')}</h3>
        <ol className={styles.steps}>
          {steps.map((step) => (
            <li key={step}>
              <Sentence text={t(`ui.help.${topic}.${step}`)} />
            </li>
          ))}
        </ol>
      </section>
    </Page>
  );
}
