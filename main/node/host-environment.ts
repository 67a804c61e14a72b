import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join, parse } from 'node:path';
import { isLocale, type SystemFormats } from '../../core/i18n/format-locales.ts';
import type { SystemLocales } from './locale-context.ts';
import { resolveHome } from './storage/home.ts';
import { minuteMs } from '../../core/units/time.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The time zone of this computer. */
export interface HostTimeZone {
  /** An IANA name that `Intl` accepts. */
  readonly name: string;
  /** False: the system names no usable zone, so times are in UTC. */
  readonly isKnown: boolean;
}

/**
 * Returns the time zone for clock times. The system may name no zone, or one that `Intl` refuses: `TZ` is
 * empty or wrong, or the runtime does not find the zone files (`Etc/Unknown`, an AppImage on NixOS).
 *
 * @param named The zone that the runtime found.
 */
export function hostTimeZone(named: unknown = Intl.DateTimeFormat().resolvedOptions().timeZone): HostTimeZone {
  return typeof named === 'string' && isTimeZone(named)
    ? { name: named, isKnown: true }
    : { name: 'UTC', isKnown: false };
}

const checkAgainMs = minuteMs;

/**
 * Returns a function that returns the name of the time zone. It asks the system again after a minute, because
 * laptops travel. The runtime keeps the zone until `TZ` is assigned, so this assigns `TZ` its own value.
 */
export function currentTimeZone(
  nowMs: () => number,
  environment: Record<string, string | undefined> = process.env,
): () => string {
  let checkedAtMs: number | null = null;
  let name = hostTimeZone().name;
  return (): string => {
    const atMs = nowMs();
    if (checkedAtMs !== null && Math.abs(atMs - checkedAtMs) < checkAgainMs) return name;
    const named = environment['TZ'];
    if (named === undefined) delete environment['TZ'];
    else environment['TZ'] = named;
    checkedAtMs = atMs;
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
 * The languages and formats that a terminal's environment names. On macOS and Windows, where it often names none, those
 * of the system.
 */
export function terminalLocales(
  environment: Environment,
  platform: NodeJS.Platform,
  systemTag: () => string = () => new Intl.DateTimeFormat().resolvedOptions().locale,
): SystemLocales {
  const formats = environmentFormats(environment);
  const languages = localesOf(environment);
  if (platform !== 'darwin' && platform !== 'win32') return { languages, formats };
  const tag = systemTag();
  return {
    languages: languages.length === 0 ? [tag] : languages,
    formats: { numbers: formats.numbers ?? tag, money: formats.money ?? tag, times: formats.times ?? tag },
  };
}

/**
 * Languages from the environment of a terminal, best first: `zh_Hans_CN.UTF-8` becomes `zh-Hans-CN`. `C` and `POSIX`
 * name no language. `LANGUAGE` is a list and goes first, as in other programs, unless the locale is `C`.
 */
export function localesOf(environment: Environment): readonly string[] {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  const isPlain = locale === '' || /^(C|POSIX)([.@]|$)/.test(locale);
  const listed = isPlain ? [] : (environment['LANGUAGE'] ?? '').split(':', mostLocales);
  const named = [...listed, environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']];
  return named.flatMap((value) => tagOf(value) ?? []);
}

/**
 * The languages and formats of the app. On Linux the session sets the formats of its region by environment variables;
 * elsewhere the system's own tag has them, whatever terminal the app was started from.
 */
export function appLocales(
  environment: Environment,
  platform: NodeJS.Platform,
  system: { readonly languages: readonly string[]; readonly tag: string },
): SystemLocales {
  const tag = isLocale(system.tag) ? system.tag : null;
  const named = platform === 'darwin' || platform === 'win32' ? null : environmentFormats(environment);
  return {
    languages: system.languages,
    formats: { numbers: named?.numbers ?? tag, money: named?.money ?? tag, times: named?.times ?? tag },
  };
}

/** The formats that `LC_NUMERIC`, `LC_MONETARY` and `LC_TIME` name; `LC_ALL` goes before them and `LANG` after. */
function environmentFormats(environment: Environment): SystemFormats {
  const named = (variable: string): string | null =>
    tagOf(environment['LC_ALL'] || environment[variable] || environment['LANG']);
  return { numbers: named('LC_NUMERIC'), money: named('LC_MONETARY'), times: named('LC_TIME') };
}

const mostLocales = 20;

/** The BCP 47 tag of a POSIX locale; null for `C`, `POSIX` and what `Intl` does not know. */
function tagOf(value: string | undefined): string | null {
  const tag = value?.split(/[.@]/)[0]?.replaceAll('_', '-') ?? '';
  return /^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/.test(tag) && isLocale(tag) ? tag : null;
}

/**
 * Returns the user's home folder, always absolute. `HOME` may be missing, empty or relative, and the user of a
 * container may be unknown to the system. Then it returns the root folder, where the app cannot write.
 */
export function hostHomeFolder(): string {
  for (const find of [homedir, () => userInfo().homedir]) {
    try {
      const folder = find();
      if (isAbsolute(folder)) return folder;
    } catch {
      // The system does not know this user.
    }
  }
  return parse(process.execPath).root;
}

/** Returns the state folder that the environment names. */
export function homeOf(environment: Environment): string {
  return resolveHome({ environment, homeFolder: hostHomeFolder(), platform: process.platform });
}

/**
 * Sets the home folder in the environment when the system knows none. Call it before libraries load that ask
 * for the home folder and fail without one.
 */
export function provideHomeFolder(environment: NodeJS.ProcessEnv): void {
  try {
    homedir();
  } catch {
    environment[process.platform === 'win32' ? 'USERPROFILE' : 'HOME'] = hostHomeFolder();
  }
}

/** Returns the folder for temporary files, always absolute. */
export function hostTemporaryFolder(): string {
  const folder = tmpdir();
  return isAbsolute(folder) ? folder : join(parse(process.execPath).root, 'tmp');
}
