import styles from './Figure.module.css';

/** A text that fades in when it changes, so that the eye notices without being called. */
export function Figure({ text }: { readonly text: string }) {
  return (
    <span key={text} className={styles.figure}>
      {text}
    </span>
  );
}
