import type { ReactNode } from 'react';
import styles from './CardHead.module.css';

interface CardHeadProps {
  readonly title: string;
  readonly level: 2 | 3;
  /** The id of the heading, for the name of the card; left out: none. */
  readonly id?: string;
  /** What stands at the end of the line, such as a choice or a button; left out: nothing. */
  readonly children?: ReactNode;
}

/** The head of a card: its title, and what the user can choose for all of it. */
export function CardHead({ title, level, id, children }: CardHeadProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div className={styles.head}>
      <Heading id={id}>{title}</Heading>
      {children}
    </div>
  );
}
