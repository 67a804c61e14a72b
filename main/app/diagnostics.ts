import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { doctorReport, type DoctorFacts, type DoctorReport } from '../../core/views/doctor.ts';
import { createReportSections, doctorAccounts } from '../services/diagnostics.ts';
import { runtimeFacts } from '../electron/application.ts';
import type { Publisher } from '../features/publisher.ts';
import { desktopFacts } from '../node/desktop/desktop-services.ts';
import type { Services } from '../services/create-services.ts';

type DoctorServices = Pick<
  Services,
  'home' | 'homeOutcome' | 'timeZoneIsKnown' | 'problems' | 'engine' | 'vault' | 'locale' | 'clock'
>;

/**
 * The report of Settings › Diagnostics: the command line's, and what only the app can know. A part that fails
 * is a line of the report.
 */
export function createDoctor(
  parts: DoctorServices,
  publisher: Pick<Publisher, 'current'>,
  factsOfDesktop: typeof desktopFacts = desktopFacts,
): () => Promise<DoctorReport> {
  return async () => {
    const { attempt, failures } = createReportSections();
    const { appVersion, electron, chrome, node, system } = runtimeFacts();
    const nowMs = parts.clock.nowMs();
    const nobody = buildSnapshot([], defaultSettings, parts.locale(), nowMs);
    const nothing = { trayHost: null, notifications: null };
    const facts: Omit<DoctorFacts, 'failures'> = {
      version: appVersion,
      runtime: `Electron ${electron}, Chromium ${chrome}, Node ${node}, ${system}`,
      home: parts.home,
      folder: parts.homeOutcome.kind,
      timeZoneIsKnown: parts.timeZoneIsKnown,
      appIsRunning: true,
      problems: await attempt('storage', parts.problems, []),
      findings: await attempt('accounts', parts.engine.findings, []),
      accounts: await attempt('accounts', () => doctorAccounts(parts.engine), []),
      secrets: await attempt('secrets', parts.vault.protection, 'unavailable'),
      ...(await attempt('desktop', () => factsOfDesktop(process.platform), nothing)),
    };
    const snapshot = await attempt('accounts', publisher.current, nobody);
    return doctorReport({ ...facts, failures: failures() }, snapshot, parts.locale(), nowMs);
  };
}
