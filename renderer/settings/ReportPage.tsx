import { useEffect, useState } from 'react';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { ActionButton } from './ActionButton.tsx';
import styles from './ReportPage.module.css';
import { CopyReport, HelpLink } from './SettingActions.tsx';

type Reading = { readonly kind: 'reading' | 'failed' } | { readonly kind: 'read'; readonly text: string };

/** The whole report without what is personal, and what the user can do with it. */
export function ReportPage() {
  const t = useTranslate();
  const bridge = useBridge();
  const [reading, setReading] = useState<Reading>({ kind: 'reading' });
  useEffect(() => {
    let isOpen = true;
    void (async () => {
      const answer = await bridge.getReport().catch(() => null);
      if (isOpen) setReading(answer?.ok === true ? { kind: 'read', text: answer.value.text } : { kind: 'failed' });
    })();
    return () => {
      isOpen = false;
    };
  }, [bridge]);
  return (
    <li className={styles.page}>
      <p>{t('ui.report.text')}</p>
      {reading.kind === 'read' && (
        <textarea
          className={styles.report}
          dir="ltr"
          readOnly
          rows={16}
          spellCheck={false}
          aria-label={t('ui.report.label')}
          value={reading.text}
        />
      )}
      {reading.kind === 'reading' && <p role="status">{t('ui.report.reading')}</p>}
      {reading.kind === 'failed' && <p role="alert">{t('ui.report.failed')}</p>}
      <div className={styles.actions}>
        <CopyReport />
        <ActionButton text={t('ui.report.save')} run={bridge.saveReport} />
        <HelpLink page="issues" text={t('ui.report.issues')} />
      </div>
    </li>
  );
}
