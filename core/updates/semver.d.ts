declare module 'semver/functions/gt.js' {
  /** Returns true if the first version is newer than the second. Throws for a text that is no version. */
  export default function isNewer(version: string, other: string): boolean;
}
