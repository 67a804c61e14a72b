import { useEffect, useState } from 'react';
import type { PlacesView } from '../../core/views/places.ts';
import { Sentence } from '../components/Sentence.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { Page } from './Page.tsx';
import styles from './PlacesPage.module.css';

interface PlacesPageProps {
  readonly hasBack: boolean;
  readonly onBack: () => void;
}

type Asked = { readonly status: 'loading' | 'failed' } | { readonly status: 'ready'; readonly view: PlacesView };

/** The list of places where the app looked, each with what it found there or why it found nothing. */
export function PlacesPage({ hasBack, onBack }: PlacesPageProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const [asked, setAsked] = useState<Asked>({ status: 'loading' });
  useEffect(() => {
    let isGone = false;
    void bridge
      .getPlaces()
      .catch(() => null)
      .then((answer) => {
        if (!isGone) setAsked(answer?.ok === true ? { status: 'ready', view: answer.value } : { status: 'failed' });
      });
    return () => {
      isGone = true;
    };
  }, [bridge]);
  return (
    <Page
      title={t('ui.places.open')}
      hasBack={hasBack}
      takesFocus
      isText
      isBusy={asked.status === 'loading'}
      onBack={onBack}
    >
      {asked.status === 'failed' && <p role="status">{t('ui.page.failed')}</p>}
      {asked.status === 'ready' && (
        <>
          <ul className={styles.places}>
            {asked.view.rows.map(({ service, place, outcome, text }) => (
              <li key={`${service} ${place} ${text}`} className={styles.place} data-outcome={outcome}>
                <p className={styles.head}>
                  <b>{service}</b>
                  <span dir="ltr">{place}</span>
                </p>
                <p className={styles.text}>
                  <Sentence text={text} />
                </p>
              </li>
            ))}
          </ul>
          {asked.view.notes.map((note) => (
            <p key={note} className={styles.note}>
              <Sentence text={note} />
            </p>
          ))}
        </>
      )}
    </Page>
  );
}
