import { existsSync } from 'node:fs';
import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { type DoctorFacts, doctorReport, doctorText, hasProblem } from '../../core/views/doctor.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { createReportSections, doctorAccounts } from '../services/diagnostics.ts';
import { snapshotOfApp } from '../node/api/app-snapshot.ts';
import { hostTimeZone, localesOf } from '../node/host-environment.ts';
import { createLocaleContext } from '../node/locale-context.ts';
import type { Services } from '../services/create-services.ts';
import { plainStyle, type TerminalStyle } from '../../core/views/table.ts';
import { exitCode, printAs, printError } from './output.ts';
import type { Declare } from './program.ts';
import { knownSnapshot } from './snapshots.ts';

export interface DoctorCommand {
  readonly kind: 'doctor';
  readonly json: boolean;
  readonly seen: boolean;
}

const foundProblem = 1;

/** `doctor`. */
export const declareDoctor: Declare = (program, { t, examples, choose }) => {
  program
    .command('doctor')
    .description(t('cli.doctor'))
    .option('--json', t('cli.json'))
    .option('--seen', t('cli.doctor.seen'))
    .addHelpText('after', examples('quota-tray doctor', 'quota-tray doctor --json > report.json'))
    .action(({ json = false, seen = false }: { json?: boolean; seen?: boolean }) =>
      choose({ kind: 'doctor', json, seen }, ({ parts, terminal }, command) => doctor(parts, command, terminal)),
    );
};

/**
 * Prints what works here and what does not, with the figures of the running app if it runs. A part that fails
 * becomes a line of the report, so the report comes whatever else is broken. Exits 1 when there is a problem.
 * With `seen`, lost files are not reported again.
 */
export async function doctor(
  makeParts: () => Promise<Services>,
  { json, seen }: Pick<DoctorCommand, 'json' | 'seen'>,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const { attempt, failures } = createReportSections();
  const parts = await attempt<Services | null>('start', makeParts, null);
  const locale = parts === null ? plainReader() : await attempt('start', parts.locale, plainReader());
  const nowMs = Date.now();
  const empty = buildSnapshot([], defaultSettings, locale, nowMs);
  const { desktopFacts } = await import('../node/desktop/desktop-services.ts');
  const asked = parts && (await attempt('app', () => snapshotOfApp(parts.paths.socket, false), null));
  const known = parts && (await attempt('accounts', () => knownSnapshot(parts), empty));
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
  const snapshot = asked?.kind === 'snapshot' ? asked.snapshot : (known ?? empty);
  const report = doctorReport(facts, snapshot, locale, nowMs);
  printAs(json, report, () => doctorText(report, locale, terminal));
  if (seen && parts !== null && !parts.markProblemsSeen().ok) {
    printError(locale.t('doctor.not-seen'));
    return exitCode.unavailable;
  }
  return hasProblem(report) ? foundProblem : exitCode.done;
}

/** Opens the databases that exist, so that the report names one that cannot be used. */
async function openDatabases({ paths, database, history }: Services): Promise<void> {
  if (existsSync(paths.database)) (await database())?.close();
  if (existsSync(paths.history)) (await history.store())?.close();
}

/** The reader for a report without settings. */
function plainReader(): LocaleContext {
  return createLocaleContext('system', localesOf(process.env), hostTimeZone().name);
}
