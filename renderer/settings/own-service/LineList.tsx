import type { PreviewLine } from '../../../core/views/own-service.ts';
import styles from './own-service.module.css';

interface LineListProps {
  readonly title: string;
  readonly lines: readonly PreviewLine[];
}

/** What a definition asks for, or what an answer has: one name and one text a line. */
export function LineList({ title, lines }: LineListProps) {
  return (
    <div className={styles.lines}>
      <h2 className={styles.title}>{title}</h2>
      <dl className={styles.list}>
        {lines.map(({ name, text }, place) => (
          <div key={place} className={styles.line}>
            <dt dir="auto">{name}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
