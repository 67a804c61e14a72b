#!/usr/bin/env node
import { assertNever } from '../core/assert-never.ts';
import type { Finding } from '../core/ports.ts';
import { buildSnapshot } from '../core/snapshot/build-snapshot.ts';
import { doctorReport, doctorText, findingCheck } from '../core/snapshot/doctor.ts';
import type { Snapshot } from '../core/snapshot/snapshot.ts';
import { terminalView } from '../core/snapshot/terminal-view.ts';
import { type Command, parseCommand, usageText } from './node/cli/arguments.ts';
import { confirmOnTerminal } from './node/cli/confirm.ts';
import { snapshotOfApp } from './node/cli/status.ts';
import { doctorAccounts } from './doctor-accounts.ts';
import { snapshotOnce } from './one-shot.ts';
import type { Parts } from './parts.ts';

const exitCode = { done: 0, badArguments: 64, unavailable: 69, fault: 70 } as const;
const environment = process.env;

/** The command line: no Electron anywhere below it (interfaces.md). */
async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      print(usageText);
      return exitCode.done;
    case 'version':
      print(__APP_VERSION__);
      return exitCode.done;
    case 'bad':
      tell(`${command.message}\n\n${usageText}`);
      return exitCode.badArguments;
    case 'status':
      return status(await makeParts(), command);
    case 'accounts-list':
      return list(await makeParts(), command.json);
    case 'accounts-discover':
      return discover(await makeParts(), command.json);
    case 'doctor':
      return doctor(await makeParts(), command.json);
    case 'statusline':
      return statusline(command.earlierCommand);
    case 'statusline-setup':
      return setUp(command);
    default:
      return assertNever(command);
  }
}

/** Loaded when it is needed, as is whatever else takes time: a status line runs at every prompt. */
async function makeParts(): Promise<Parts> {
  const [{ createParts }, { createConfStore }, { localesOf }] = await Promise.all([
    import('./parts.ts'),
    import('./node/storage/conf-store.ts'),
    import('./node/translator.ts'),
  ]);
  return createParts({ environment, createStore: createConfStore, locales: () => localesOf(environment) });
}

async function status(
  parts: Parts,
  { refresh, json }: { readonly refresh: boolean; readonly json: boolean },
): Promise<number> {
  const asked = await snapshotOfApp(parts.paths.socket, refresh);
  if (asked.kind === 'fault') {
    tell(`The running app could not be asked (${asked.reason}). Quit it and try again.`);
    return exitCode.unavailable;
  }
  if (asked.kind === 'snapshot' && asked.note !== null) tell(asked.note);
  const snapshot = asked.kind === 'snapshot' ? asked.snapshot : await snapshotOnce(parts, refresh);
  print(json ? asJson(snapshot) : terminalView(snapshot, parts.settings.get(), parts.reader(), parts.clock.nowMs()));
  return exitCode.done;
}

/** The accounts that are known, without asking any service. */
async function list(parts: Parts, json: boolean): Promise<number> {
  const { accounts } = await knownSnapshot(parts);
  const rows = accounts.map(({ id, provider, label, email, plan, state }) => ({
    id,
    provider,
    label,
    email,
    plan,
    state,
  }));
  print(
    json
      ? asJson(rows)
      : rows.map((row) => `${row.id}  ${row.label}  ${row.provider}  ${row.state}`).join('\n') ||
          parts.reader().t('terminal.none'),
  );
  return exitCode.done;
}

async function discover(parts: Parts, json: boolean): Promise<number> {
  const findings = await parts.engine.look();
  const rows = findings.map((finding) => ({
    ...findingRow(finding),
    message: findingCheck(finding, parts.reader()).text,
  }));
  print(json ? asJson(rows) : rows.map((row) => `${row.provider}  ${row.place}: ${row.message}`).join('\n'));
  return exitCode.done;
}

async function doctor(parts: Parts, json: boolean): Promise<number> {
  const { desktopFacts } = await import('./node/desktop/desktop-facts.ts');
  const asked = await snapshotOfApp(parts.paths.socket, false);
  const findings = await parts.engine.look();
  const snapshot = asked.kind === 'snapshot' ? asked.snapshot : await knownSnapshot(parts);
  const facts = {
    version: __APP_VERSION__,
    runtime: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    home: parts.home,
    homeIsWritable: parts.homeIsWritable,
    appIsRunning: asked.kind === 'snapshot',
    problems: parts.problems(),
    findings,
    accounts: doctorAccounts(parts.engine),
    secrets: null,
    ...(await desktopFacts(process.platform)),
  };
  const report = doctorReport(facts, snapshot, parts.reader(), parts.clock.nowMs());
  print(json ? asJson(report) : doctorText(report, parts.reader()));
  return exitCode.done;
}

async function statusline(earlierCommand: string | null): Promise<number> {
  const { statusLineText } = await import('./statusline/print.ts');
  print(await statusLineText({ environment, input: process.stdin, earlierCommand }));
  return exitCode.done;
}

async function setUp({ action, yes, dryRun }: Extract<Command, { kind: 'statusline-setup' }>): Promise<number> {
  const { setUpStatusLine } = await import('./statusline/setup.ts');
  const outcome = await setUpStatusLine({
    action,
    yes,
    dryRun,
    environment,
    platform: process.platform,
    runtime: process.execPath,
    program: process.argv[1] ?? '',
    confirm: process.stdin.isTTY && process.stdout.isTTY ? confirmOnTerminal : null,
    print,
  });
  if (outcome.kind === 'done') return exitCode.done;
  tell(outcome.message);
  return outcome.kind === 'needs-yes' ? exitCode.badArguments : exitCode.unavailable;
}

async function knownSnapshot(parts: Parts): Promise<Snapshot> {
  parts.engine.seed();
  await parts.engine.look();
  return buildSnapshot(parts.engine.accounts(), parts.settings.get(), parts.reader(), parts.clock.nowMs());
}

interface FindingRow {
  readonly provider: string;
  readonly place: string;
  readonly outcome: Finding['outcome']['kind'];
  readonly problem: string | null;
  readonly accountId: string | null;
}

function findingRow({ provider, place, outcome }: Finding): FindingRow {
  const accountId = outcome.kind === 'account' ? outcome.account.id : null;
  return {
    provider,
    place,
    outcome: outcome.kind,
    problem: outcome.kind === 'problem' ? outcome.problem : null,
    accountId,
  };
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

function tell(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

// A closed pipe (`| head`) is the reader's choice, not a fault.
process.stdout.on('error', () => process.exit(exitCode.done));

run(parseCommand(process.argv.slice(2))).then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    tell(
      `A fault of ours: ${error instanceof Error ? error.name : 'unknown'}. Please report it with the output of \`quota-tray doctor\`.`,
    );
    process.exitCode = exitCode.fault;
  },
);
