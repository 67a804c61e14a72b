import { expect, it } from 'vitest';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { panelFace } from '../../../../core/views/panel-face.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const names = ['sam@secret.example', 'kim@secret.example'];
const states = names.map((label, index) =>
  stateAfter(
    codexBody({ session: { used: 10 + index, resetsInMinutes: 62 }, credits: { has_credits: true, balance: '247.5' } }),
    {
      name: label,
      account: { label, email: label, workspace: 'Secret Ltd', folder: '~/secret' },
    },
  ),
);
const accountGroups = Object.fromEntries(states.map(({ account }) => [account.id, 'Secret group']));
const settings = { ...defaultSettings, accountGroups, hidePersonal: true };
const locale = { ...english, hidesAmounts: true };

it('no view shows a name, a group or an amount while they are hidden', () => {
  const snapshot = buildSnapshot(states, settings, locale, nowMs);
  const texts = [
    terminalView(snapshot, settings, locale, nowMs),
    JSON.stringify(trayView(snapshot, settings, locale, nowMs)),
    JSON.stringify({ ...panelFace(snapshot, settings, locale, {}, nowMs), rows: [] }),
    ...panelFace(snapshot, settings, locale, {}, nowMs).rows.map(({ id: _id, ...row }) => JSON.stringify(row)),
    JSON.stringify(snapshot.nextUp),
  ];
  for (const text of texts) {
    expect(text.replaceAll(/codex:[^"]*/g, '')).not.toMatch(/secret|sam|kim|247/i);
  }
  expect(snapshot.accounts.map(({ label, group }) => [label, group])).toEqual([
    ['Account 1 · Codex', 'Group 1'],
    ['Account 2 · Codex', 'Group 1'],
  ]);
  expect(texts[0]).toContain('•••');
});

it('an unchanged account keeps the same object while names are hidden', () => {
  const [one, other] = [1, 2].map(() => buildSnapshot(states, settings, locale, nowMs).accounts);
  expect(one?.[0]).toBe(other?.[0]);
});
