export interface ChartColours {
  readonly line: string;
  readonly grid: string;
  readonly text: string;
  readonly reset: string;
  readonly font: string;
}

const tokens = { line: '--series-1', grid: '--grey-line', text: '--grey-quiet', reset: '--edge' } as const;

/** The tokens as a canvas takes them: it knows no custom properties, so an element is asked what they come to. */
export function chartColours(within: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  within.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    line: colour(tokens.line),
    grid: colour(tokens.grid),
    text: colour(tokens.text),
    reset: colour(tokens.reset),
    font: `12px ${getComputedStyle(within).fontFamily}`,
  };
  probe.remove();
  return found;
}

const looks = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'] as const;

/** Calls back when the colours may be others; gives the function that ends it. */
export function onColoursChanged(listener: () => void): () => void {
  const queries = looks.map((look) => matchMedia(look));
  for (const query of queries) query.addEventListener('change', listener);
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
    observer.disconnect();
  };
}
