import { type Artifact, artifactFor, type BuilderConfig } from '../artifacts.ts';
import { checksumOf, type Checksums } from '../checksums.ts';
import { downloadUrl, type Product } from '../product.ts';

/** A file of the release, as a package manager downloads it. */
export interface Download {
  readonly url: string;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** What the files for the package managers are made from: one version and the checksums of its files. */
export interface ManifestSource {
  readonly product: Product;
  /** The day of the release, such as `2026-12-01`. */
  readonly day: string;
  /** One line without a full stop, as software lists show it. */
  readonly synopsis: string;
  readonly appId: string;
  /** The id of the app on macOS. */
  readonly bundleId: string;
  /** The names of the app's program. */
  readonly programs: { readonly linux: string; readonly win: string };
  /** Returns the file of a kind and a processor. Throws `ExitError` if the release has none or no checksum for it. */
  readonly download: (target: string, architecture: string) => Download;
  /** Returns the processors that the release has a file of this kind for. */
  readonly architecturesOf: (target: string) => readonly string[];
}

/** The files for a package manager, by their path in its folder. */
export type ManifestFiles = Readonly<Record<string, string>>;

/** Returns what the files are made from. */
export function manifestSource(
  product: Product,
  config: BuilderConfig,
  artifacts: readonly Artifact[],
  checksums: Checksums,
  day: string,
): ManifestSource {
  const { linux, mac, win, appId } = config;
  const { synopsis } = linux as { readonly synopsis?: string };
  return {
    product,
    day,
    synopsis: synopsis ?? product.description,
    appId,
    bundleId: mac.appId ?? appId,
    programs: { linux: linux.executableName ?? product.name, win: win.executableName ?? product.productName },
    download: (target, architecture) => {
      const { file } = artifactFor(artifacts, target, architecture);
      return { url: downloadUrl(product, file), sha256: checksumOf(checksums, file) };
    },
    architecturesOf: (target) => artifacts.flatMap((each) => (each.target === target ? [each.architecture] : [])),
  };
}
