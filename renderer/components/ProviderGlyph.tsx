const shapes: Readonly<Record<string, string>> = {
  codex: 'M8 1.5 14.5 8 8 14.5 1.5 8ZM8 5.6 5.6 8 8 10.4 10.4 8Z',
  claude: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm0 3.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8Z',
  'openai-compatible': 'M2.5 4.5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2ZM6 6v4h4V6Z',
  relay: 'M1.8 13 8 2.2 14.2 13ZM8 7l-2 3.6h4Z',
};

const other = 'M8 1.8 13.4 4.9v6.2L8 14.2 2.6 11.1V4.9ZM8 5.4 5.7 6.7v2.6L8 10.6l2.3-1.3V6.7Z';

/** A simple shape per kind of service, our own and not anybody's mark, so that kinds are told apart. */
export function ProviderGlyph({ provider }: { readonly provider: string }) {
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[provider] ?? other} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}
