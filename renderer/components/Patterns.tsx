import styles from './Patterns.module.css';

/** The forms of low, critical and blocked bars. A page that draws bars has them once. */
export function Patterns() {
  return (
    <svg className="visually-hidden" width="0" height="0" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="form-low" width="8" height="8" patternUnits="userSpaceOnUse">
          <rect className={styles.low} width="6" height="8" />
        </pattern>
        <pattern id="form-critical" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(30)">
          <rect className={styles.critical} width="3.2" height="5" />
        </pattern>
        <pattern id="form-blocked" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path className={styles.blocked} d="M0 0v4" strokeWidth="1.6" />
        </pattern>
      </defs>
    </svg>
  );
}
