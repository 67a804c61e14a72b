import type { OwnServiceProblem } from '../../../core/views/own-service-check.ts';
import styles from './own-service.module.css';

interface ProblemListProps {
  readonly id: string;
  /** The problems to list. Those of fields stand at their fields. */
  readonly problems: readonly OwnServiceProblem[];
  /** How many there are altogether. */
  readonly count: number;
  /** What the check says as a whole, such as the number of problems; empty: nothing yet. */
  readonly summary: string;
  readonly onChoose: (problem: OwnServiceProblem) => void;
}

/** The problems of a definition. Each is a button that leads to its place in the text. */
export function ProblemList({ id, problems, count, summary, onChoose }: ProblemListProps) {
  return (
    <div id={id} className={styles.problems}>
      <p role="status" className={count > 0 ? styles.count : styles.hint}>
        {summary}
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem) => (
            <li key={problem.text}>
              <button type="button" className={styles.problem} onClick={() => onChoose(problem)}>
                {problem.text}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
