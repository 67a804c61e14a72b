import { parseArgs } from 'node:util';

import { exitCodes, ExitError } from '../process/exit.ts';

/** What `release` is asked to do. */
export type ReleaseRequest =
  | { readonly kind: 'check'; readonly tag: string | null }
  | { readonly kind: 'prepare'; readonly version: string; readonly day: string | null }
  | { readonly kind: 'notes' }
  | { readonly kind: 'sbom'; readonly folder: string }
  | { readonly kind: 'checksums'; readonly folder: string }
  | { readonly kind: 'manifests'; readonly folder: string; readonly output: string }
  | { readonly kind: 'smoke'; readonly folder: string }
  | { readonly kind: 'smoke-image' };

const usage = `usage: node scripts/run.cjs release COMMAND
  prepare VERSION [--day YYYY-MM-DD]   gives the unreleased changes a version
  check [--tag TAG]                    fails unless tag, package.json, package-lock.json and CHANGELOG.md agree
  notes                                prints the changes of this version
  sbom FOLDER                          writes the list of everything that the app contains; needs a build
  checksums FOLDER                     fails unless the folder has every file of the release; writes SHA256SUMS
  manifests FOLDER --output FOLDER     writes the files for package managers from SHA256SUMS
  smoke FOLDER                         installs, runs and removes each installer for this computer
  smoke-image                          builds the image of serve, waits until it is healthy, tries and removes it`;

/** Returns the request in the arguments. Throws `ExitError` (64) with the usage if there is none. */
export function releaseRequest(args: readonly string[]): ReleaseRequest {
  const { values, positionals } = parsed(args);
  const [kind, ...rest] = positionals;
  const given = { ...values };
  const take = (name: keyof typeof given): string | null => {
    const value = given[name] ?? null;
    delete given[name];
    return value;
  };
  const request = requestOf(kind, rest, take);
  const left = Object.keys(given).map((name) => `--${name}`);
  if (request === null || left.length > 0) throw badArguments();
  return request;
}

function requestOf(
  kind: string | undefined,
  rest: readonly string[],
  option: (name: 'tag' | 'day' | 'output') => string | null,
): ReleaseRequest | null {
  const [operand] = rest;
  if (rest.length > 1) return null;
  switch (kind) {
    case 'check':
      return operand === undefined ? { kind, tag: option('tag') } : null;
    case 'notes':
    case 'smoke-image':
      return operand === undefined ? { kind } : null;
    case 'prepare':
      return operand === undefined ? null : { kind, version: operand, day: option('day') };
    case 'sbom':
    case 'checksums':
    case 'smoke':
      return operand === undefined ? null : { kind, folder: operand };
    case 'manifests': {
      const output = option('output');
      return operand === undefined || output === null ? null : { kind, folder: operand, output };
    }
    default:
      return null;
  }
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { tag: text, day: text, output: text } });
  } catch (error) {
    throw badArguments(error);
  }
}

function badArguments(cause?: unknown): ExitError {
  const reason = cause instanceof Error ? `${cause.message}\n` : '';
  process.stderr.write(`${usage}\n`);
  return new ExitError(exitCodes.badArguments, `${reason}Unknown arguments for release.`);
}
