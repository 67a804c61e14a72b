import { useTranslate } from '../hooks/window-context.ts';
import { sectionIds, type SectionId } from './row-model.ts';
import styles from './SectionList.module.css';

export interface SectionListProps {
  /** Null while the search decides what is shown. */
  readonly current: SectionId | null;
  readonly onChoose: (section: SectionId) => void;
}

/** The sections at the side; a row on top where the window is narrow. */
export function SectionList({ current, onChoose }: SectionListProps) {
  const t = useTranslate();
  return (
    <nav aria-label={t('ui.settings.sections')}>
      <ul className={styles.list}>
        {sectionIds.map((section) => (
          <li key={section}>
            <button
              type="button"
              className={styles.section}
              aria-current={section === current ? 'page' : undefined}
              onClick={() => onChoose(section)}
            >
              {t(`ui.section.${section}`)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
