import styles from './FactLine.module.css';

/** What stands between the facts of a line in every language. */
const dot = ' · ';

/**
 * Facts on one line. Facts at the end that do not fit are left out as a whole, and words at the end of a first fact that is
 * too long itself, so that no number is cut.
 */
export function FactLine({ text }: { readonly text: string }) {
  const [first = '', ...others] = text.split(dot);
  return <span className={styles.line}>{[first, ...others.map(unbroken)].join(' ·\u00a0')}</span>;
}

/** Returns a fact that no line break divides: its blanks do not break, and nothing breaks after a hyphen or a slash. */
function unbroken(fact: string): string {
  return fact.replaceAll(' ', '\u00a0').replaceAll(/[-/]/g, '$&\u2060');
}
