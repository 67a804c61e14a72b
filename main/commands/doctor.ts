import { existsSync } from 'node:fs';
import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { type DoctorFacts, doctorReport, doctorText, hasProblem } from '../../core/views/doctor.ts';
import type { Reader } from '../../core/i18n/translate.ts';
import { doctorAccounts } from '../doctor-accounts.ts';
import { snapshotOfApp } from '../node/cli/status.ts';
import { hostTimeZone, localesOf } from '../node/host-environment.ts';
import { createReader } from '../node/locale-context.ts';
import type { Parts } from '../parts.ts';
import { createReportParts } from '../report-parts.ts';
import { knownSnapshot } from './known-snapshot.ts';
import { exitCode, printAs, tell } from './output.ts';

const foundProblem = 1;

/**
 * What works here and what does not; the figures are the running app's where it runs. A part that fails is
 * a line of the report, so that the report comes whatever else is broken. Exits 1 where there is a problem.
 * With `seen`, what was lost is told for the last time.
 */
export async function doctor(
  makeParts: () => Promise<Parts>,
  { json, seen }: { readonly json: boolean; readonly seen: boolean },
): Promise<number> {
  const { attempt, failures } = createReportParts();
  const parts = await attempt<Parts | null>('start', makeParts, null);
  const reader = parts === null ? plainReader() : await attempt('start', parts.reader, plainReader());
  const nowMs = Date.now();
  const nobody = buildSnapshot([], defaultSettings, reader, nowMs);
  const { desktopFacts } = await import('../node/desktop/desktop-facts.ts');
  const asked = parts && (await attempt('app', () => snapshotOfApp(parts.paths.socket, false), null));
  const known = parts && (await attempt('accounts', () => knownSnapshot(parts), nobody));
  if (parts !== null) await attempt('storage', () => openDatabases(parts), undefined);
  const facts: DoctorFacts = {
    version: __APP_VERSION__,
    runtime: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    home: parts?.home ?? process.env['QUOTA_TRAY_HOME'] ?? '',
    folder: parts?.homeOutcome.kind ?? 'unwritable',
    timeZoneIsKnown: hostTimeZone().isKnown,
    appIsRunning: asked?.kind === 'snapshot',
    findings: parts === null ? [] : await attempt('accounts', parts.engine.findings, []),
    accounts: parts === null ? [] : await attempt('accounts', () => doctorAccounts(parts.engine), []),
    secrets: parts === null ? 'unavailable' : await attempt('secrets', parts.vault.protection, 'unavailable'),
    ...(await attempt('desktop', () => desktopFacts(process.platform), { trayHost: null, notifications: null })),
    problems: parts?.problems() ?? [],
    failures: failures(),
  };
  const snapshot = asked?.kind === 'snapshot' ? asked.snapshot : (known ?? nobody);
  const report = doctorReport(facts, snapshot, reader, nowMs);
  printAs(json, report, () => doctorText(report, reader));
  if (seen && parts !== null && !parts.markProblemsSeen().ok) {
    tell(reader.t('doctor.not-seen'));
    return exitCode.unavailable;
  }
  return hasProblem(report) ? foundProblem : exitCode.done;
}

/** Opens what is kept in databases, so that one that cannot be used is reported. */
async function openDatabases({ paths, database, history }: Parts): Promise<void> {
  if (existsSync(paths.database)) (await database())?.close();
  if (existsSync(paths.history)) (await history.store())?.close();
}

/** For a report without settings. */
function plainReader(): Reader {
  return createReader('system', localesOf(process.env), hostTimeZone().name);
}
