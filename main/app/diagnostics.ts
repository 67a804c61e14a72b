import { defaultSettings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { doctorReport, type DoctorFacts, type DoctorReport } from '../../core/views/doctor.ts';
import { copiesOf, createReportSections, doctorAccounts } from '../services/diagnostics.ts';
import { runtimeFacts } from '../electron/application.ts';
import type { Publisher } from '../features/publisher.ts';
import { desktopFacts } from '../node/desktop/desktop-services.ts';
import { checkStorage } from '../node/storage/storage-check.ts';
import type { Services } from '../services/create-services.ts';

type DoctorServices = Pick<
  Services,
  'home' | 'homeOutcome' | 'paths' | 'gate' | 'timeZoneIsKnown' | 'problems' | 'engine' | 'vault' | 'locale' | 'clock'
>;

/**
 * Makes the function that returns the report of Settings › Help: the report of the command line, plus
 * the facts that only the app knows. A section that fails becomes a line of the report.
 */
export function createDoctor(
  services: DoctorServices,
  publisher: Pick<Publisher, 'current'>,
  factsOfDesktop: typeof desktopFacts = desktopFacts,
  storageOf: typeof checkStorage = checkStorage,
): () => Promise<DoctorReport> {
  return async () => {
    const { attempt, failures } = createReportSections();
    const { appVersion, electron, chrome, node, system } = runtimeFacts();
    const nowMs = services.clock.nowMs();
    const nobody = buildSnapshot([], defaultSettings, services.locale(), nowMs);
    const nothing = { trayHost: null, notifications: null };
    const facts: Omit<DoctorFacts, 'failures'> = {
      version: appVersion,
      runtime: `Electron ${electron}, Chromium ${chrome}, Node ${node}, ${system}`,
      home: services.home,
      folder: services.homeOutcome.kind,
      timeZoneIsKnown: services.timeZoneIsKnown,
      appIsRunning: true,
      problems: await attempt('storage', services.problems, []),
      copies: copiesOf(services.paths),
      // The check writes, and nothing is written into the folder of a newer version.
      storage: services.gate.isSealed() ? null : await attempt('storage', () => storageOf(services.home), null),
      findings: await attempt('accounts', services.engine.findings, []),
      accounts: await attempt('accounts', () => doctorAccounts(services.engine), []),
      secrets: await attempt('secrets', services.vault.protection, 'unavailable'),
      ...(await attempt('desktop', () => factsOfDesktop(process.platform), nothing)),
    };
    const snapshot = await attempt('accounts', publisher.current, nobody);
    return doctorReport({ ...facts, failures: failures() }, snapshot, services.locale(), nowMs);
  };
}
