import { doctorReport, type DoctorReport } from '../../core/snapshot/doctor.ts';
import { runtimeFacts } from '../electron/system/runtime-facts.ts';
import type { Publisher } from '../engine/publisher.ts';
import { desktopFacts } from '../node/desktop/desktop-facts.ts';
import type { Parts } from '../parts.ts';
import { doctorAccounts } from '../doctor-accounts.ts';

/** The report of Settings › Diagnostics: the command line's, and what only the app can know. */
export function createDoctor(parts: Parts, publisher: Publisher): () => Promise<DoctorReport> {
  return async () => {
    const { appVersion, electron, chrome, node, system } = runtimeFacts();
    const facts = {
      version: appVersion,
      runtime: `Electron ${electron}, Chromium ${chrome}, Node ${node}, ${system}`,
      home: parts.home,
      folder: parts.homeOutcome.kind,
      timeZoneIsKnown: parts.timeZoneIsKnown,
      appIsRunning: true,
      problems: parts.problems(),
      findings: parts.engine.findings(),
      accounts: doctorAccounts(parts.engine),
      secrets: await parts.vault.protection(),
      ...(await desktopFacts(process.platform)),
      failures: [],
    };
    return doctorReport(facts, publisher.current(), parts.reader(), parts.clock.nowMs());
  };
}
