import { assertNever } from '../../core/assert-never.ts';
import type { PackagedPlatform } from './targets.ts';

/** How the installers of a platform are signed. */
export interface Signing {
  /** What electron-builder is told. */
  readonly arguments: readonly string[];
  /** Says what is not signed, and which secrets are missing. Null: everything is signed, or nothing has to be. */
  readonly message: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Apple takes an app for notarisation with any one of these sets. */
const notarisationSecrets = [
  ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'],
  ['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID'],
  ['APPLE_KEYCHAIN_PROFILE'],
] as const;

/** With a certificate, an installer that cannot be signed is a failure and never an unsigned installer. */
const mustSign = '--config.forceCodeSigning=true';

/**
 * Returns how installers are signed with the secrets in the environment. Without a certificate signing is off. A set of
 * secrets for Apple that is not complete stays on, so that electron-builder names what is missing.
 */
export function signingOf(platform: PackagedPlatform, environment: Environment): Signing {
  const has = (...names: readonly string[]): boolean => names.some((name) => Boolean(environment[name]));
  switch (platform) {
    case 'linux':
      return { arguments: [], message: null };
    case 'win32':
      if (has('WIN_CSC_LINK', 'CSC_LINK')) return { arguments: [mustSign], message: null };
      return {
        arguments: [],
        message: 'The installers for Windows are not signed: neither WIN_CSC_LINK nor CSC_LINK is set.',
      };
    case 'darwin':
      if (!has('CSC_LINK', 'CSC_NAME')) {
        // A Mac with an Apple chip starts no program without a signature, so it gets one that names nobody. The hardened
        // runtime would refuse the parts of an app that nobody signed.
        return {
          arguments: ['--config.mac.identity=-', '--config.mac.hardenedRuntime=false', '--config.mac.notarize=false'],
          message: 'The app for macOS is neither signed nor notarised: neither CSC_LINK nor CSC_NAME is set.',
        };
      }
      if (has(...notarisationSecrets.flat())) return { arguments: [mustSign], message: null };
      return {
        arguments: [mustSign, '--config.mac.notarize=false'],
        message: `The app for macOS is signed, but not notarised: ${notarisationSecrets[0].join(', ')} are not set.`,
      };
    default:
      return assertNever(platform);
  }
}

/**
 * Returns the environment without empty variables. A release without a secret sets it to nothing, and electron-builder would
 * take that for the path of a certificate.
 */
export function withoutEmpty(environment: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}
