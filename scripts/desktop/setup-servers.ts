import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { say } from '../process/say.ts';
import { installPackages, missingPackages, updatePackageLists } from './debian.ts';
import { serverPackages } from './packages.ts';

const clusterSettings = '/etc/postgresql-common/createcluster.d';

/**
 * Installs the servers that some tests run privately, where this may be done: root on Debian or Ubuntu.
 * Without them those tests skip themselves and say so, so nothing here fails; it is only told.
 */
export async function setupServers(): Promise<void> {
  const missing = await missingPackages(serverPackages);
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    say(`Tests that need ${missing.join(', ')} are skipped. To run them too: sudo ${command}`);
    return;
  }
  say(`Installing servers that some tests run privately: ${missing.join(' ')}`);
  if (missing.includes('postgresql')) keepSystemClusterAway();
  await updatePackageLists();
  if ((await installPackages(missing)) !== 0) {
    say(
      `apt-get could not install ${missing.join(', ')}; its reason stands above. The tests that need it are skipped.`,
    );
  }
}

/** Debian's package would make and start a cluster of the whole system, which the tests have no use for. */
function keepSystemClusterAway(): void {
  try {
    mkdirSync(clusterSettings, { recursive: true });
    writeFileSync(path.join(clusterSettings, 'quota-tray-tests.conf'), 'create_main_cluster = false\n', { flag: 'wx' });
  } catch {
    // It was kept away before, or the package may do as it does everywhere.
  }
}
