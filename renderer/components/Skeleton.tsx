import styles from './Skeleton.module.css';

/** The outline of cards before the first answer. Nothing looks like a figure, and nothing moves. */
export function Skeleton({ text }: { readonly text: string }) {
  return (
    <div role="status" className={styles.skeleton}>
      <span className="visually-hidden">{text}</span>
      {['first', 'second', 'third'].map((card) => (
        <div key={card} className={styles.card} aria-hidden="true">
          <span className={styles.label} />
          <span className={styles.line} />
          <span className={styles.line} />
        </div>
      ))}
    </div>
  );
}
