import { Fragment } from 'react';
import styles from './Figure.module.css';

/**
 * A text that fades in when it changes, so that a change is noticeable. Lines break only between its parts, and
 * no line begins with the dot that separates them.
 */
export function Figure({ text }: { readonly text: string }) {
  const parts = text.split(' · ');
  return (
    <span key={text} className={styles.figure}>
      {parts.map((part, index) => (
        <Fragment key={part}>
          <span className={styles.part}>{index < parts.length - 1 ? `${part} ·` : part}</span>
          {index < parts.length - 1 && ' '}
        </Fragment>
      ))}
    </span>
  );
}
