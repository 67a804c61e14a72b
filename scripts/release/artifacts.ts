import { archFromString, getArtifactArchName } from 'builder-util';

import { exitCodes, ExitError } from '../process/exit.ts';

/** What electron-builder.yml says about the files of a release. */
export interface BuilderConfig {
  readonly appId: string;
  readonly artifactName?: string;
  readonly publish?: unknown;
  readonly linux: PlatformConfig;
  readonly mac: PlatformConfig;
  readonly win: PlatformConfig;
  readonly [target: string]: unknown;
}

interface PlatformConfig {
  readonly appId?: string;
  readonly artifactName?: string;
  readonly executableName?: string;
  readonly target: readonly string[];
}

/** electron-builder's name of a system, as `${os}` in a file name. */
export type ReleaseSystem = 'linux' | 'mac' | 'win';
const systems = ['linux', 'mac', 'win'] as const;

/** An installer or archive of a release. */
export interface Artifact {
  readonly file: string;
  readonly system: ReleaseSystem;
  /** The name of the processor in Node: `x64` or `arm64`. */
  readonly architecture: string;
  /** electron-builder's name of the kind: `deb`, `nsis`, … */
  readonly target: string;
}

/** The processors of each system, by electron-builder's name of the system. */
export type Architectures = Readonly<Record<ReleaseSystem, readonly string[]>>;

/** Returns every installer that electron-builder makes with these settings. */
export function artifactsOf(
  config: BuilderConfig,
  product: { readonly name: string; readonly version: string },
  architectures: Architectures,
): readonly Artifact[] {
  return systems.flatMap((system) =>
    architectures[system].flatMap((architecture) =>
      config[system].target.map((target) => ({
        file: fileName(config, product, { system, architecture, target }),
        system,
        architecture,
        target,
      })),
    ),
  );
}

/** Returns the one artifact of a kind for a processor. Throws `ExitError` if a release has none. */
export function artifactFor(artifacts: readonly Artifact[], target: string, architecture: string): Artifact {
  const found = artifacts.find((each) => each.target === target && each.architecture === architecture);
  if (found !== undefined) return found;
  throw new ExitError(exitCodes.ourFault, `electron-builder.yml has no ${target} for ${architecture}.`);
}

/**
 * Returns the files that electron-updater reads to see whether there is a newer version. Empty: the app looks for none.
 * Only on Linux each processor has its own.
 */
export function updateFeedsOf(config: BuilderConfig, architectures: Architectures): readonly string[] {
  if (config.publish === undefined || config.publish === null) return [];
  const linux = architectures.linux.map((each) => (each === 'x64' ? 'latest-linux.yml' : `latest-linux-${each}.yml`));
  return [...linux, 'latest-mac.yml', 'latest.yml'];
}

function fileName(
  config: BuilderConfig,
  product: { readonly name: string; readonly version: string },
  { system, architecture, target }: Omit<Artifact, 'file'>,
): string {
  const pattern = patternOf(config[target]) ?? config[system].artifactName ?? config.artifactName;
  if (pattern === undefined) {
    throw new ExitError(exitCodes.ourFault, `electron-builder.yml has no artifactName for ${target}.`);
  }
  const extension = { nsis: 'exe', portable: 'exe' }[target] ?? target;
  const values: Readonly<Record<string, string>> = {
    name: product.name,
    version: product.version,
    os: system,
    arch: getArtifactArchName(archFromString(architecture), extension),
    ext: extension,
  };
  return pattern.replaceAll(/\$\{(\w+)\}/g, (macro, name: string) => {
    const value = values[name];
    if (value !== undefined) return value;
    throw new ExitError(exitCodes.ourFault, `The name of a ${target} has ${macro}, which no script here knows.`);
  });
}

function patternOf(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null) return undefined;
  const { artifactName } = options as { readonly artifactName?: unknown };
  return typeof artifactName === 'string' ? artifactName : undefined;
}
