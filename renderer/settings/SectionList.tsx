import { Icon, type IconName } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { sectionIds, type SectionId } from './row-model.ts';
import styles from './SectionList.module.css';

const icons: Readonly<Record<SectionId, IconName>> = {
  general: 'power',
  panel: 'dial',
  accounts: 'person',
  alerts: 'bell',
  money: 'coin',
  schedules: 'calendar',
  privacy: 'shield',
  help: 'help',
};

export interface SectionListProps {
  /** Null during a search. */
  readonly current: SectionId | null;
  readonly onChoose: (section: SectionId) => void;
}

/** The list of sections at the side, or on top in a narrow window. */
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
              <Icon name={icons[section]} />
              {t(`ui.section.${section}`)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
