import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** The pages for people, by their path from the root of the checkout. */
function pages(): readonly string[] {
  const inDocs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((file) => path.join('docs', file));
  const atRoot = readdirSync('.').filter((file) => file.endsWith('.md'));
  return [...atRoot, ...inDocs.filter((file) => file.endsWith('.md'))];
}

/** What is between fences or backticks is an example, not a link. */
function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** A link of a page to a file of this checkout. */
interface Link {
  readonly page: string;
  /** The path of the file from the root of the checkout. */
  readonly file: string;
  /** The part after `#`; empty: the whole file. */
  readonly part: string;
}

function linksOf(page: string): readonly Link[] {
  const text = withoutCode(readFileSync(page, 'utf8'));
  const targets = [
    ...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
    ...[...text.matchAll(/(?:src|srcset|href)="([^"]+)"/g)].map(([, target = '']) => target),
  ];
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', part = ''] = target.split('#');
      return { page, file: file === '' ? page : path.join(path.dirname(page), decodeURI(file)), part };
    });
}

/** Returns the anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  const lines = readFileSync(page, 'utf8')
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .split('\n');
  return lines
    .filter((line) => /^#+ /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    );
}

const links = pages().flatMap(linksOf);

describe('the pages of the checkout', () => {
  it('link only to files that exist', () => {
    expect(links.length).toBeGreaterThan(150);
    expect(links.filter(({ file }) => !existsSync(file))).toEqual([]);
  });

  it('link only to headings that exist', () => {
    const toHeadings = links.filter(({ file, part }) => part !== '' && file.endsWith('.md') && existsSync(file));
    expect(toHeadings.filter(({ file, part }) => !anchorsOf(file).includes(decodeURI(part)))).toEqual([]);
  });

  it('show every picture in docs/pictures', () => {
    const pictures = readdirSync('docs/pictures').map((file) => path.join('docs/pictures', file));
    const shown = new Set(links.map(({ file }) => file));
    expect(pictures.length).toBeGreaterThan(5);
    expect(pictures.filter((picture) => !shown.has(picture))).toEqual([]);
  });

  it('show both themes where there are two', () => {
    const shown = new Set(links.map(({ page, file }) => `${page} ${file}`));
    const light = links.filter(({ file }) => file.endsWith('-light.png'));
    expect(light.length).toBeGreaterThan(3);
    expect(light.filter(({ page, file }) => !shown.has(`${page} ${file.replace('-light', '-dark')}`))).toEqual([]);
  });
});

describe('the first page', () => {
  const english = readFileSync('README.md', 'utf8');
  const chinese = readFileSync('README.zh-CN.md', 'utf8');

  it('is there in two languages that link to each other', () => {
    expect(english.split('\n').slice(0, 5).join('\n')).toContain('](README.zh-CN.md)');
    expect(chinese.split('\n').slice(0, 5).join('\n')).toContain('](README.md)');
  });

  it('has the same pictures, services and commands in both', () => {
    const ofBoth = [linksOf('README.md'), linksOf('README.zh-CN.md')].map((own) =>
      own.map(({ file }) => file).filter((file) => /pictures|providers/.test(file)),
    );
    expect(ofBoth[1]).toEqual(ofBoth[0]);
    for (const command of ['npm ci && npm start', 'npm ci && npm test', 'sha256sum --check', 'npm install --global'])
      expect([english.includes(command), chinese.includes(command)], command).toEqual([true, true]);
  });
});
