import styles from './Tag.module.css';

/** A short word beside a name, such as `Next up`. */
export function Tag({ text, tone }: { readonly text: string; readonly tone: 'fine' | 'low' | 'critical' | 'quiet' }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {text}
    </span>
  );
}
