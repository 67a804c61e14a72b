import { Fragment, type ReactNode } from 'react';
import styles from './Sentence.module.css';

/** Finds the places in addresses, paths and long names where a line may end. */
const afterSign = /(?<=[@_\-/\\:]|[^/\\]\.)(?=\S)/u;
/** A shorter word fits in a line of the narrowest window. */
const longWord = 14;

/** A sentence. Text between backticks is code. A long word, such as an address, breaks after its signs first. */
export function Sentence({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      <Fragment key={index}>{withBreaks(part)}</Fragment>
    ) : (
      <code key={index} className={styles.code} dir="ltr">
        {part}
      </code>
    ),
  );
}

function withBreaks(text: string): ReactNode {
  const pieces: string[] = [''];
  for (const word of text.split(/(?<=\s)/u)) {
    const [first = '', ...further] = word.trimEnd().length <= longWord ? [word] : word.split(afterSign);
    pieces[pieces.length - 1] += first;
    pieces.push(...further);
  }
  return pieces.map((piece, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {piece}
    </Fragment>
  ));
}
