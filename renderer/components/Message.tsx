import type { ReactNode } from 'react';
import styles from './Message.module.css';

/** A title, what it means, and what one can do: for a window that has nothing else to show. */
export function Message({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.message}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
