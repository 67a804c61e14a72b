import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Reference {
  readonly file: string;
  readonly title: string;
}

/** The tests that a page names: lines of the form ``- `tests/…test.ts`: title``. */
function referencesIn(page: string): readonly Reference[] {
  return [...page.matchAll(/^ +- `(tests\/[^`]+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({ file, title }));
}

/** Whether the text of a test file has a string that ends with this title, in any kind of quotes. */
function hasTitle(text: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) =>
    text.includes(`${quote === "'" ? title.replaceAll("'", String.raw`\'`) : title}${quote}`),
  );
}

describe('docs/behaviour.md', () => {
  const page = readFileSync('docs/behaviour.md', 'utf8');
  const references = referencesIn(page);

  it('names a test for every promise', () => {
    const promises = page.split('\n').filter((line) => /^\d+\. /.test(line));
    const unproven = promises.filter((promise) => {
      const [, after = ''] = page.split(`${promise}\n`);
      return !/^ +- `tests\//.test(after);
    });
    expect(promises.length).toBeGreaterThan(50);
    expect(unproven).toEqual([]);
  });

  it('names only tests that exist', () => {
    const missing = references.filter(
      ({ file, title }) => !existsSync(file) || !hasTitle(readFileSync(file, 'utf8'), title),
    );
    expect(missing).toEqual([]);
  });
});
