import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leftOutServices } from '../../../../core/providers/left-out.ts';
import { providers } from '../../../../core/providers/registry.ts';

describe('the services that are left out', () => {
  it('each have a line in the page of the docs, among those of the same reason', () => {
    const page = readFileSync(new URL('../../../../docs/providers/left-out.md', import.meta.url), 'utf8');
    const parts = page.split(/^## /m).slice(1);
    const listed = parts.map((part) => [...part.matchAll(/^- (.+?)(?:\. .*)?$/gm)].map(([, name]) => name));
    const byReason = new Map<string, readonly string[]>();
    for (const { name, reason } of leftOutServices) {
      byReason.set(reason.kind, [...(byReason.get(reason.kind) ?? []), name]);
    }
    const inLines = (groups: Iterable<readonly (string | undefined)[]>): ReadonlySet<string> =>
      new Set([...groups].map((names) => names.join('\n')));
    expect(inLines(listed)).toEqual(inLines(byReason.values()));
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
