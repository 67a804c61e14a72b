import { existsSync } from 'node:fs';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { type DoctorFacts, doctorReport, doctorText, hasProblem } from '../../core/views/doctor.ts';
import { plainStyle, type TerminalStyle } from '../../core/text/table.ts';
import { snapshotOfApp } from '../node/api/app-snapshot.ts';
import { hostTimeZone, terminalLocales } from '../node/host-environment.ts';
import { createLocaleContext } from '../node/locale-context.ts';
import type { Services } from '../services/create-services.ts';
import { copiesOf, createReportSections, doctorAccounts } from '../services/diagnostics.ts';
import { exitCode, printAs, printError } from './output.ts';
import type { Declare } from './program.ts';
import { knownSnapshot } from './snapshots.ts';

export interface DoctorCommand {
  readonly kind: 'doctor';
  readonly json: boolean;
  readonly seen: boolean;
}

/** `doctor`. */
export const declareDoctor: Declare = (program, { t, examples, choose }) => {
  program
    .command('doctor')
    .description(t('cli.doctor'))
    .option('--json', t('cli.json'))
    .option('--seen', t('cli.doctor.seen'))
    .addHelpText('after', examples('quota-tray doctor', 'quota-tray doctor --json > report.json'))
    .action(({ json = false, seen = false }: { json?: boolean; seen?: boolean }) =>
      choose({ kind: 'doctor', json, seen }, ({ services, terminal }, command) => doctor(services, command, terminal)),
    );
};

/**
 * Prints what works here and what does not, with the figures of the running app if it runs. A part that fails
 * becomes a line of the report, so the report comes whatever else is broken. Exits 1 when there is a problem.
 * With `seen`, lost files are not reported again.
 */
export async function doctor(
  makeServices: () => Promise<Services>,
  { json, seen }: Pick<DoctorCommand, 'json' | 'seen'>,
  terminal: TerminalStyle = plainStyle,
): Promise<number> {
  const { attempt, failures } = createReportSections();
  const services = await attempt<Services | null>('start', makeServices, null);
  const locale = services === null ? plainLocale() : await attempt('start', services.locale, plainLocale());
  const nowMs = Date.now();
  const empty = buildSnapshot([], defaultSettings, locale, nowMs);
  const { desktopFacts } = await import('../node/desktop/desktop-services.ts');
  const { checkStorage } = await import('../node/storage/storage-check.ts');
  const asked = services && (await attempt('app', () => snapshotOfApp(services.paths.appSocket, false), null));
  const known = services && (await attempt('accounts', () => knownSnapshot(services), empty));
  if (services !== null) await attempt('storage', () => openDatabases(services), undefined);
  const facts: DoctorFacts = {
    version: __APP_VERSION__,
    runtime: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    home: services?.home ?? process.env['QUOTA_TRAY_HOME'] ?? '',
    folder: services?.homeOutcome.kind ?? 'unwritable',
    timeZoneIsKnown: hostTimeZone().isKnown,
    appIsRunning: asked?.kind === 'snapshot',
    findings: services === null ? [] : await attempt('accounts', services.engine.findings, []),
    accounts: services === null ? [] : await attempt('accounts', () => doctorAccounts(services.engine), []),
    secrets: services === null ? 'unavailable' : await attempt('secrets', services.vault.protection, 'unavailable'),
    ...(await attempt('desktop', () => desktopFacts(process.platform), { trayHost: null, notifications: null })),
    storage:
      services === null || services.gate.isSealed()
        ? null
        : await attempt('storage', () => checkStorage(services.home), null),
    problems: services?.problems() ?? [],
    copies: services === null ? { folder: '', count: 0 } : copiesOf(services.paths),
    failures: failures(),
  };
  const snapshot = asked?.kind === 'snapshot' ? asked.snapshot : (known ?? empty);
  const report = doctorReport(facts, snapshot, locale, nowMs);
  printAs(json, report, () => doctorText(report, locale, terminal));
  if (seen && services !== null && !services.markProblemsSeen().ok) {
    printError(locale.t('doctor.not-seen'));
    return exitCode.unavailable;
  }
  return hasProblem(report) ? exitCode.no : exitCode.done;
}

/** Opens the databases that exist, so that the report names one that cannot be used. */
async function openDatabases({ paths, database, history }: Services): Promise<void> {
  if (existsSync(paths.database)) (await database())?.close();
  if (existsSync(paths.history)) (await history.store())?.close();
}

/** The locale context of a report without settings. */
function plainLocale(): LocaleContext {
  return createLocaleContext(defaultSettings, terminalLocales(process.env, process.platform), hostTimeZone().name);
}
