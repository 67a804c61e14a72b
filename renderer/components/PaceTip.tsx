import { useTranslate } from '../hooks/window-context.ts';
import styles from './PaceTip.module.css';

/** The place of the mark of an even pace on a bar. The pointer over it shows what the mark means. */
export function PaceTip({ percent }: { readonly percent: number | null }) {
  const t = useTranslate();
  if (percent === null) return null;
  const place = Math.min(100, Math.max(0, percent));
  return <span className={styles.tip} title={t('ui.meter.even')} style={{ insetInlineStart: `${place}%` }} />;
}
