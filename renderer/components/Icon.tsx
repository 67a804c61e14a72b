import styles from './Icon.module.css';

const paths = {
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9L13.5 5.7M13.5 2.5v3.2h-3.2',
  settings:
    'M2 5h5.5M11.5 5H14M2 11h2.5M8.5 11H14M9.5 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM6.5 9a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  chevron: 'M6.5 5l3 3-3 3',
  'chevron-down': 'M4.5 6.2 8 9.8l3.5-3.6',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  attention: 'M8 2.8 14.2 13.2H1.8ZM8 6.8v2.9M8 11.4v.1',
  notice: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 7.4v3M8 5.3v.1',
  bell: 'M4 11.2V7.3a4 4 0 0 1 8 0v3.9l1.2 1.3H2.8ZM6.7 14h2.6',
  'bell-off': 'M4 11.2V7.3a4 4 0 0 1 8 0v3.9l1.2 1.3H2.8ZM6.7 14h2.6M2 2l12 12',
  search: 'M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4ZM10.2 10.2l3 3',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.8',
  copy: 'M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z',
  pin: 'M9.6 2.6l3.8 3.8-1.2.4-2.4 2.4-.3 2.9-1 .9L3.4 7.9l.9-1 2.9-.3 2.4-2.4ZM5.8 10.2 2.6 13.4',
  pinned:
    'M9.6 2.6l3.8 3.8-1.2.4-2.4 2.4-.3 2.9-1 .9L3.4 7.9l.9-1 2.9-.3 2.4-2.4ZM5.8 10.2 2.6 13.4M7 6.8l2.4 2.4M8.6 5.2l2.4 2.4',
  external: 'M9.5 2.8h3.7v3.7M13 3 7.6 8.4M11.6 9.4v3.2a1 1 0 0 1-1 1H3.8a1 1 0 0 1-1-1V5.8a1 1 0 0 1 1-1H7',
  close: 'M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6',
  power: 'M5 3.8a5.4 5.4 0 1 0 6 0M8 2v5.5',
  dial: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.8v1.3M8 12.9v1.3M1.8 8h1.3M12.9 8h1.3',
  person: 'M8 2.8a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2ZM2.9 13.4c.5-2.4 2.4-3.7 5.1-3.7s4.6 1.3 5.1 3.7',
  coin: 'M8 2.3a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3ZM9.9 6.1C9.6 5.5 8.9 5.2 8 5.2c-1.1 0-1.9.5-1.9 1.3C6.1 8.3 10 7.5 10 9.4c0 .9-.9 1.4-2 1.4-1 0-1.8-.4-2.1-1.1M8 4.2v7.6',
  calendar: 'M3 4h10v9.3H3ZM3 6.8h10M5.7 2.5V5M10.3 2.5V5',
  shield: 'M8 2.2 13 4v4c0 3-2.2 4.9-5 5.9-2.8-1-5-2.9-5-5.9V4Z',
  help: 'M8 2.3a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3ZM6.3 6.4c.1-1 .8-1.6 1.8-1.6s1.7.6 1.7 1.5c0 1.3-1.8 1.3-1.8 2.7M8 11.2v.1',
  plus: 'M8 3.2v9.6M3.2 8h9.6',
  trash: 'M3 4.5h10M6 4.5V3h4v1.5M4.3 4.5l.6 8.5h6.2l.6-8.5M6.8 7v3.6M9.2 7v3.6',
  reset: 'M2.5 8a5.5 5.5 0 1 0 1.6-3.9L2.5 5.7M2.5 2.5v3.2h3.2',
  'eye-off':
    'M2 8c1.5-2.6 3.5-4 6-4s4.5 1.4 6 4c-1.5 2.6-3.5 4-6 4S3.5 10.6 2 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6ZM2.5 13.5l11-11',
} as const;

/** Icons of dots. */
const dots = {
  more: 'M3.2 8h.1M8 8h.1M12.8 8h.1',
  grip: 'M6 4h.1M10 4h.1M6 8h.1M10 8h.1M6 12h.1M10 12h.1',
} as const;

/** Icons that point forward or back, so they turn around where texts are read from right to left. */
const followsReading: ReadonlySet<string> = new Set(['back', 'chevron']);

export type IconName = keyof typeof paths | keyof typeof dots;

/** A line icon on a grid of 16. Icons stand beside texts and are hidden from screen readers. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  const isDots = name === 'more' || name === 'grip';
  return (
    <LineArt
      strokes={isDots ? dots[name] : paths[name]}
      size={size}
      width={isDots ? 2 : 1.4}
      className={followsReading.has(name) ? styles.followsReading : undefined}
    />
  );
}

interface LineArtProps {
  /** The `d` of a path on a grid of 16. */
  readonly strokes: string;
  readonly size?: number;
  /** The width of the strokes on the grid. */
  readonly width?: number;
  readonly className?: string | undefined;
}

/** Draws strokes in the colour of the text, for the eye only. */
export function LineArt({ strokes, size = 16, width = 1.4, className }: LineArtProps) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={strokes}
        fill="none"
        stroke="currentColor"
        strokeWidth={width}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
