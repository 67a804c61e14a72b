import { doctorReport, doctorText } from '../../core/snapshot/doctor.ts';
import { doctorAccounts } from '../doctor-accounts.ts';
import { snapshotOfApp } from '../node/cli/status.ts';
import type { Parts } from '../parts.ts';
import { knownSnapshot } from './known-snapshot.ts';
import { exitCode, printAs } from './output.ts';

/** What works here and what does not; the figures are the running app's where it runs. */
export async function doctor(parts: Parts, json: boolean): Promise<number> {
  const { desktopFacts } = await import('../node/desktop/desktop-facts.ts');
  const asked = await snapshotOfApp(parts.paths.socket, false);
  const known = await knownSnapshot(parts);
  const facts = {
    version: __APP_VERSION__,
    runtime: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    home: parts.home,
    folder: parts.homeOutcome.kind,
    timeZoneIsKnown: parts.timeZoneIsKnown,
    appIsRunning: asked.kind === 'snapshot',
    problems: parts.problems(),
    findings: parts.engine.findings(),
    accounts: doctorAccounts(parts.engine),
    secrets: await parts.vault.protection(),
    ...(await desktopFacts(process.platform)),
  };
  const snapshot = asked.kind === 'snapshot' ? asked.snapshot : known;
  const report = doctorReport(facts, snapshot, parts.reader(), parts.clock.nowMs());
  printAs(json, report, () => doctorText(report, parts.reader()));
  return exitCode.done;
}
