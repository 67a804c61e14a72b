import { spawnSync } from 'node:child_process';

import { projectRoot } from './project.ts';

/**
 * Returns what the app says about its build: the commit and its day, such as `1a2b3c4 · 2026-11-30`, with a `+` if files
 * differ from the commit. Two builds of one commit say the same. Without Git, it is the day of `SOURCE_DATE_EPOCH`, as
 * packagers set it. Null: neither is there.
 */
export function buildName(environment: Readonly<Record<string, string | undefined>>): string | null {
  const commit = git(['log', '-1', '--format=%h · %cs', '--abbrev=7']);
  if (commit !== null && commit !== '') {
    const isChanged = git(['status', '--porcelain', '--untracked-files=no']) !== '';
    return isChanged ? commit.replace(' ·', '+ ·') : commit;
  }
  const seconds = Number(environment['SOURCE_DATE_EPOCH'] || Number.NaN);
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 10);
}

/** Returns what Git prints about the checkout; null: Git is missing, or this is no checkout of its own. */
function git(args: readonly string[]): string | null {
  const top = spawnSync('git', ['rev-parse', '--show-prefix'], { cwd: projectRoot, encoding: 'utf8' });
  // A folder inside another project's checkout has a prefix, and that project's commits say nothing about this one.
  if (top.status !== 0 || top.stdout.trim() !== '') return null;
  const { status, stdout } = spawnSync('git', args, { cwd: projectRoot, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
