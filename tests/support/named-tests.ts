import { existsSync, readFileSync } from 'node:fs';

interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** The tests that a page names: lines of the form ``- `tests/…test.ts`: title``. */
function testsIn(page: string): readonly NamedTest[] {
  return [...page.matchAll(/^ +- `(tests\/[^`]+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({ file, title }));
}

/** Whether the text of a test file has a string that ends with this title, in any kind of quotes. */
function hasTitle(text: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) =>
    text.includes(`${quote === "'" ? title.replaceAll("'", String.raw`\'`) : title}${quote}`),
  );
}

/** The tests that a page names and that do not exist. */
export function missingTests(page: string): readonly NamedTest[] {
  return testsIn(page).filter(({ file, title }) => !existsSync(file) || !hasTitle(readFileSync(file, 'utf8'), title));
}

/** The numbered promises of a page, and those of them without a test right below. */
export function promisesIn(page: string): { readonly all: readonly string[]; readonly unproven: readonly string[] } {
  const all = page.split('\n').filter((line) => /^\d+\. /.test(line));
  const unproven = all.filter((promise) => {
    const [, after = ''] = page.split(`${promise}\n`);
    return !/^ +- `tests\//.test(after);
  });
  return { all, unproven };
}
