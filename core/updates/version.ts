import isNewer from 'semver/functions/gt.js';

/**
 * Returns true if a version is newer than another, in the order of Semantic Versioning: a pre-release is older than its
 * release. False if one of them is no version. Never throws.
 */
export function isNewerVersion(version: string, than: string): boolean {
  try {
    return isNewer(version, than);
  } catch {
    return false;
  }
}
