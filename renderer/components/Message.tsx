import type { ReactNode } from 'react';
import styles from './Message.module.css';

/** A title with an explanation and actions, for a window without other content. */
export function Message({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.message}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
