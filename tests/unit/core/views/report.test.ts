import { expect, it } from 'vitest';
import type { DoctorReport } from '../../../../core/views/doctor.ts';
import { reportText } from '../../../../core/views/report.ts';

const report: DoctorReport = {
  schemaVersion: 1,
  generatedAt: '2026-11-30T12:00:00.000Z',
  version: '0.1.0',
  checks: [
    { id: 'data-folder', name: 'Data folder', state: 'ok', text: '/home/sam/.config/quota-tray' },
    { id: 'endpoint:codex:4711:usage', name: 'Last answer sam@example.com', state: 'ok', text: 'good, 2 min ago' },
    { id: 'sign-in:codex', name: 'Sign-in Codex (/home/sam/.codex/auth.json)', state: 'ok', text: 'found Work laptop' },
    { id: 'other', name: 'Other', state: 'problem', text: 'Ask maria.lopez@firma.example.org in ACME Labs.' },
  ],
};

it('the report for others names no account, no home folder and no e-mail address', () => {
  const text = reportText(report, {
    homeFolder: '/home/sam',
    accounts: [
      { id: 'claude:1', names: ['home', null] },
      { id: 'codex:4711', names: ['Work', 'Work laptop', 'sam@example.com', 'ACME Labs', null] },
    ],
  });
  for (const name of ['sam', 'Work', 'laptop', '4711', 'ACME', 'maria', '@']) expect(text).not.toContain(name);
  const checks = (JSON.parse(text) as DoctorReport).checks.map(({ id, name, text: said }) => `${id}|${name}|${said}`);
  expect(checks).toEqual([
    'data-folder|Data folder|~/.config/quota-tray',
    'endpoint:account 2:usage|Last answer account 2|good, 2 min ago',
    'sign-in:codex|Sign-in Codex (~/.codex/auth.json)|found account 2',
    'other|Other|Ask [e-mail] in account 2.',
  ]);
});

it('a replacement is not replaced again, and signs in a name mean themselves', () => {
  const [check] = report.checks;
  const text = reportText(
    { ...report, checks: [{ ...check, id: 'x', name: 'C++ (dev)', state: 'ok', text: 'account C++ (dev)' }] },
    {
      homeFolder: '/',
      accounts: [
        { id: 'claude:1', names: ['C++ (dev)'] },
        { id: 'claude:2', names: ['account'] },
      ],
    },
  );
  expect((JSON.parse(text) as DoctorReport).checks).toEqual([
    { id: 'x', name: 'account 1', state: 'ok', text: 'account 2 account 1' },
  ]);
});
