import { runCommand, captureCommand } from '../process/command.ts';

const askTimeoutMs = 60_000;

/** The other name that a package may have: Debian 13 and Ubuntu 24.04 renamed many libraries. */
function alternatives(name: string): readonly string[] {
  return [name, `${name}t64`];
}

/** Which of the packages are not installed, under neither of their names. */
export async function missingPackages(names: readonly string[]): Promise<readonly string[]> {
  const asked = names.flatMap(alternatives);
  // It fails as soon as one name is unknown, but has then told about all the others.
  const answer = await captureCommand('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...asked], {
    timeoutMs: askTimeoutMs,
  });
  const installed = new Set(
    answer.stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !alternatives(name).some((alternative) => installed.has(alternative)));
}

/** The names under which this release can install the packages. */
export async function installableNames(names: readonly string[]): Promise<readonly string[]> {
  const known = await captureCommand('apt-cache', ['pkgnames'], { timeoutMs: askTimeoutMs });
  const all = new Set(known.stdout.split('\n'));
  // The renamed one first: the old name may live on as a virtual package that apt cannot choose for.
  return names.map((name) => (all.has(`${name}t64`) ? `${name}t64` : name));
}

/** Updates the package lists. Answers apt-get's exit code; its output goes to stderr. */
export function updatePackageLists(): Promise<number> {
  return aptGet(['update', '-q']);
}

/** Installs packages without asking anything. Answers apt-get's exit code. */
export function installPackages(names: readonly string[]): Promise<number> {
  return aptGet(['install', '-q', '-y', '--no-install-recommends', ...names]);
}

function aptGet(args: readonly string[]): Promise<number> {
  return runCommand('apt-get', args, {
    environment: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 2, 2],
  });
}
