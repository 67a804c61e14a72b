import styles from './UsagePatterns.module.css';

/** The patterns over the colours, so that a series differs by more than its colour. The first series is plain. */
const marks: readonly { readonly series: number; readonly path: string }[] = [
  { series: 1, path: 'M-1 1 1 -1M0 6 6 0M5 7 7 5' },
  { series: 2, path: 'M0 1.5H6M0 4.5H6' },
  { series: 3, path: 'M1.5 1.5h.01M4.5 4.5h.01' },
  { series: 4, path: 'M-1 5 1 7M0 0 6 6M5 -1 7 1' },
  { series: 5, path: 'M0 0 6 6M0 6 6 0' },
];

/** Defines the patterns of the series as `<id>-<series>`, in the colour of the background. */
export function UsagePatterns({ id }: { readonly id: string }) {
  return (
    <defs>
      {marks.map(({ series, path }) => (
        <pattern key={series} id={`${id}-${series}`} width="6" height="6" patternUnits="userSpaceOnUse">
          <path className={styles.mark} data-series={series} d={path} />
        </pattern>
      ))}
    </defs>
  );
}
