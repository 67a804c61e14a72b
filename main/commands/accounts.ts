import type { Finding } from '../../core/ports.ts';
import type { Account } from '../../core/accounts/account.ts';
import { accountNames } from '../../core/settings/accounts.ts';
import { findingCheck } from '../../core/views/doctor.ts';
import type { Parts } from '../parts.ts';
import { knownSnapshot } from './known-snapshot.ts';
import { exitCode, printAs } from './output.ts';

/** The accounts that are known, without asking any service. */
export async function listAccounts(parts: Parts, json: boolean): Promise<number> {
  const { accounts } = await knownSnapshot(parts);
  const rows = accounts.map(({ id, provider, label, email, plan, state }) => ({
    id,
    provider,
    label,
    email,
    plan,
    state,
  }));
  const lines = rows.map((row) => `${row.id}  ${row.label}  ${row.provider}  ${row.state}`);
  const none = rows.length === 0 ? await noAccountText(parts) : '';
  printAs(json, rows, () => lines.join('\n') || none);
  return exitCode.done;
}

/** Why no account is shown: there is none, or the sign-ins that are there cannot be used. */
export async function noAccountText(parts: Parts): Promise<string> {
  const reader = parts.reader();
  const problems = (await parts.engine.look()).filter(({ outcome }) => outcome.kind === 'problem');
  if (problems.length === 0) return reader.t('terminal.none');
  const lines = problems.map((finding) => {
    const { name, text } = findingCheck(finding, reader);
    return `${name}: ${text}`;
  });
  return [reader.t('terminal.none-usable'), ...lines].join('\n');
}

/** For each place that was looked at: what was found there, or why not. */
export async function discoverAccounts(parts: Parts, json: boolean): Promise<number> {
  const findings = await parts.engine.look();
  const known = parts.engine.accounts().map(({ account }) => account);
  const names = accountNames(known, parts.settings.get());
  const nameOf = ({ id, label }: Account): string => names.get(id) ?? label;
  const rows = findings.map((finding) => ({
    ...findingRow(finding),
    message: findingCheck(finding, parts.reader(), nameOf).text,
  }));
  printAs(json, rows, () => rows.map((row) => `${row.provider}  ${row.place}: ${row.message}`).join('\n'));
  return exitCode.done;
}

interface FindingRow {
  readonly provider: string;
  readonly place: string;
  readonly outcome: Finding['outcome']['kind'];
  readonly problem: string | null;
  readonly accountId: string | null;
}

function findingRow({ provider, place, outcome }: Finding): FindingRow {
  return {
    provider,
    place,
    outcome: outcome.kind,
    problem: outcome.kind === 'problem' ? outcome.problem : null,
    accountId: outcome.kind === 'account' ? outcome.account.id : null,
  };
}
