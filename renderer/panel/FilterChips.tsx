import type { Standing } from '../../core/snapshot/order.ts';
import type { RowView } from '../../core/views/panel-model.ts';
import { Chip } from '../components/Chip.tsx';
import { StateForm } from '../components/StateForm.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './FilterChips.module.css';
import { doesMatch, type ListFilter } from './list-model.ts';

interface FilterChipsProps {
  readonly rows: readonly RowView[];
  /** The states that the legend of the line about all accounts already has. */
  readonly legend: readonly Standing[];
  readonly filter: ListFilter;
  readonly onChoose: (state: Standing) => void;
  readonly onChooseService: (service: string) => void;
}

const standings = ['needs-you', 'low', 'ready', 'resting', 'unknown'] as const satisfies readonly Standing[];

/**
 * The states and the services of what the search found, with their numbers. A click narrows to one of them, a second click
 * ends it.
 */
export function FilterChips({ rows, legend, filter, onChoose, onChooseService }: FilterChipsProps) {
  const t = useTranslate();
  const found = rows.filter((row) => doesMatch(row, { ...filter, standing: null }));
  const counted = standings
    .filter((standing) => !legend.includes(standing))
    .map((standing) => ({ standing, count: found.filter((row) => row.standing === standing).length }))
    .filter(({ standing, count }) => count > 0 || standing === filter.standing);
  const ofAnyService = rows.filter((row) => doesMatch(row, { ...filter, service: null }));
  const services = [...new Set(rows.map(({ service }) => service))].sort((one, other) => one.localeCompare(other));
  if (counted.length === 0 && services.length < 2) return null;
  return (
    <div
      className={styles.chips}
      role="group"
      aria-label={t(counted.length > 0 ? 'ui.search.states' : 'ui.search.services')}
    >
      {counted.map(({ standing, count }) => (
        <Chip
          key={standing}
          form={<StateForm state={standing} shape="chip" />}
          count={count}
          text={t(`ui.search.state-${standing}`)}
          isOn={filter.standing === standing}
          onPress={() => onChoose(standing)}
        />
      ))}
      {services.length > 1 &&
        services.map((service) => (
          <Chip
            key={service}
            count={ofAnyService.filter((row) => row.service === service).length}
            text={service}
            isOn={filter.service === service}
            onPress={() => onChooseService(service)}
          />
        ))}
    </div>
  );
}
