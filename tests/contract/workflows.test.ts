import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/process/project.ts';

const folder = path.join(projectRoot, '.github', 'workflows');
const workflows = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')] as const);

describe.each(workflows)('the workflow %s', (_name, text) => {
  it('names each action by a commit, with its release in a comment', () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map(([, action = '']) => action);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('has no permission that it does not name, and none to write', () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    expect(text).not.toMatch(/: write$/m);
  });

  it('keeps no credentials in the checkout', () => {
    expect([...text.matchAll(/persist-credentials: false/g)].length).toBe(
      [...text.matchAll(/uses: actions\/checkout@/g)].length,
    );
  });
});
