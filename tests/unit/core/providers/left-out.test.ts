import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leftOutServices } from '../../../../core/providers/left-out.ts';
import { providers } from '../../../../core/providers/registry.ts';

describe('the services that are left out', () => {
  it('each have a line in the page of the docs, in the same order', () => {
    const page = readFileSync(new URL('../../../../docs/providers/left-out.md', import.meta.url), 'utf8');
    const lines = [...page.matchAll(/^\| (.+?) \|/gm)].map(([, name]) => name).slice(1);
    expect(lines).toEqual(leftOutServices.map(({ name }) => name));
  });

  it('stand in the order of their names, each once', () => {
    const names = leftOutServices.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort((a, b) => a.localeCompare(b, 'en')));
  });

  it('are no services of the registry', () => {
    const polled = new Set(Object.values(providers).map(({ displayName }) => displayName.toLowerCase()));
    expect(leftOutServices.filter(({ name }) => polled.has(name.toLowerCase()))).toEqual([]);
  });
});
