import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingTests, promisesIn } from '../support/named-tests.ts';

describe('docs/behaviour.md', () => {
  const page = readFileSync('docs/behaviour.md', 'utf8');

  it('names a test for every promise', () => {
    const { all, unproven } = promisesIn(page);
    expect(all.length).toBeGreaterThan(50);
    expect(unproven).toEqual([]);
  });

  it('names only tests that exist', () => {
    expect(missingTests(page)).toEqual([]);
  });
});
