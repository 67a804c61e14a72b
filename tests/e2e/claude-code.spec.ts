import path from 'node:path';
import { accountPage } from './account-page.ts';
import { claudeRuns, writeStandInClaude } from '../support/claude/stand-in-claude.ts';
import { expect, type Place, test } from './fixtures.ts';
import { claudeEmail, signInToClaude } from './people.ts';

const minuteMs = 60_000;

/** What Claude Code answers for its account. */
const answer = {
  subscription_type: 'max',
  rate_limits_available: true,
  rate_limits: {
    five_hour: { utilization: 42, resets_at: new Date(Date.now() + 90 * minuteMs).toISOString() },
    seven_day: { utilization: 76, resets_at: new Date(Date.now() + 5_000 * minuteMs).toISOString() },
    limits: [],
  },
};

/** An environment in which Claude Code is installed, and its service is the vendor's. */
async function withClaudeCode({ elsewhere }: Place, script: Parameters<typeof writeStandInClaude>[2]) {
  const programs = path.join(elsewhere, 'bin');
  await writeStandInClaude(programs, elsewhere, script);
  return { PATH: `${programs}:${process.env['PATH'] ?? ''}`, QUOTA_TRAY_CLAUDE_BASE_URL: '' };
}

test('an account whose token has expired is answered by Claude Code, and nobody is asked to sign in', async ({
  place,
  tray,
  launch,
}) => {
  const env = await withClaudeCode(place, { answer });
  await signInToClaude(place, { expiresInSeconds: -60 });
  const app = await launch({ env });
  const account = await app.waitForAccount(({ state }) => state === 'fresh');
  expect(account.windows.map(({ id, usedPercent, source }) => [id, usedPercent, source])).toEqual([
    ['session', 42, 'tool'],
    ['weekly', 76, 'tool'],
  ]);
  const panel = await app.open('panel');
  const card = await accountPage(panel, claudeEmail);
  await expect(card).toContainText('58%');
  await expect(card).not.toContainText('claude once');
  await expect(card).not.toContainText('Sign in');
  await tray.waitForItem();
  const runs = claudeRuns(place.elsewhere);
  expect(runs).toHaveLength(1);
  expect(runs[0]?.cwd).toBe(path.join(place.home, 'tools'));
  expect(runs[0]?.environment).toMatchObject({ CLAUDE_CONFIG_DIR: place.claudeFolder });
});

test('an account whose token has expired says what to do when Claude Code has no answer', async ({ place, launch }) => {
  const env = await withClaudeCode(place, { answer: { ...answer, rate_limits: null } });
  await signInToClaude(place, { expiresInSeconds: -60 });
  const app = await launch({ env });
  const panel = await app.open('panel');
  const card = await accountPage(panel, claudeEmail);
  await expect.poll(() => claudeRuns(place.elsewhere).length).toBe(1);
  await expect(card).toContainText('claude');
  const account = await app.waitForAccount(({ message }) => message !== null);
  expect(account).toMatchObject({ state: 'not-measured', windows: [] });
});
