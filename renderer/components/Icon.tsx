const paths = {
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9L13.5 5.7M13.5 2.5v3.2h-3.2',
  settings:
    'M2 5h5.5M11.5 5H14M2 11h2.5M8.5 11H14M9.5 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM6.5 9a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  chevron: 'M6.5 5l3 3-3 3',
  attention: 'M8 2.8 14.2 13.2H1.8ZM8 6.8v2.9M8 11.4v.1',
  notice: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 7.4v3M8 5.3v.1',
  bell: 'M4 11.2V7.3a4 4 0 0 1 8 0v3.9l1.2 1.3H2.8ZM6.7 14h2.6M8 2.2v1',
  search: 'M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4ZM10.2 10.2l3 3',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.8',
} as const;

export type IconName = keyof typeof paths;

/** Our own line icons on a 16 grid. They accompany words and are silent for screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
