import os from 'node:os';
import path from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The time zone of this computer. */
export interface HostTimeZone {
  /** An IANA name that `Intl` accepts. */
  readonly name: string;
  /** False: the system names none that can be used, so times are in UTC. */
  readonly isKnown: boolean;
}

/**
 * The time zone for clock times. The system may name none, or one that `Intl` refuses: `TZ` is empty or
 * wrong, or the zone files lie where the runtime does not look (`Etc/Unknown`, an AppImage on NixOS).
 *
 * @param named The zone that the runtime found.
 */
export function hostTimeZone(named: unknown = Intl.DateTimeFormat().resolvedOptions().timeZone): HostTimeZone {
  return typeof named === 'string' && isTimeZone(named)
    ? { name: named, isKnown: true }
    : { name: 'UTC', isKnown: false };
}

const lookAgainMs = 60_000;

/**
 * The name of the time zone, found anew once a minute at most: laptops travel. The runtime finds a zone once
 * and keeps it until `TZ` is written, so it is written as it stands.
 */
export function currentTimeZone(
  nowMs: () => number,
  environment: Record<string, string | undefined> = process.env,
): () => string {
  let lookedAtMs: number | null = null;
  let name = hostTimeZone().name;
  return (): string => {
    const atMs = nowMs();
    if (lookedAtMs !== null && Math.abs(atMs - lookedAtMs) < lookAgainMs) return name;
    const named = environment['TZ'];
    if (named === undefined) delete environment['TZ'];
    else environment['TZ'] = named;
    lookedAtMs = atMs;
    name = hostTimeZone().name;
    return name;
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format(0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Locales from the environment of a terminal, best first: `zh_Hans_CN.UTF-8` becomes `zh-Hans-CN`. `C` and
 * `POSIX` say nothing. `LANGUAGE` is a list and goes first, as in other programs, unless the locale is `C`.
 */
export function localesOf(environment: Environment): readonly string[] {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  const isPlain = locale === '' || /^(C|POSIX)([.@]|$)/.test(locale);
  const listed = isPlain ? [] : (environment['LANGUAGE'] ?? '').split(':', mostLocales);
  const named = [...listed, environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']];
  return named.flatMap((value) => {
    const tag = value?.split(/[.@]/)[0]?.replaceAll('_', '-') ?? '';
    return /^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/.test(tag) && isLocale(tag) ? [tag] : [];
  });
}

const mostLocales = 20;

/** True for a tag that `Intl` takes and knows. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/**
 * The user's own folder, always absolute. `HOME` may be missing, empty or relative, and a user of a
 * container may have no entry in the system's list; then it is the root folder, where nothing is written.
 */
export function hostHomeFolder(): string {
  for (const find of [os.homedir, () => os.userInfo().homedir]) {
    try {
      const folder = find();
      if (path.isAbsolute(folder)) return folder;
    } catch {
      // The system does not know this user.
    }
  }
  return path.parse(process.execPath).root;
}

/**
 * Libraries ask the system for the home folder while they are loaded and fail where it knows none. They
 * are given ours. Called before they are loaded.
 */
export function provideHomeFolder(environment: NodeJS.ProcessEnv): void {
  try {
    os.homedir();
  } catch {
    environment[process.platform === 'win32' ? 'USERPROFILE' : 'HOME'] = hostHomeFolder();
  }
}

/** The folder for temporary files, always absolute. */
export function hostTemporaryFolder(): string {
  const folder = os.tmpdir();
  return path.isAbsolute(folder) ? folder : path.join(path.parse(process.execPath).root, 'tmp');
}
