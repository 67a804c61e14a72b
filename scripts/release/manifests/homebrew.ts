import { commandInResources } from '../layout.ts';
import type { ManifestFiles, ManifestSource } from './source.ts';

/** Returns the cask for Homebrew on macOS. */
export function homebrewCask(source: ManifestSource): ManifestFiles {
  const { product, synopsis, bundleId } = source;
  const [arm, intel] = [source.download('dmg', 'arm64'), source.download('dmg', 'x64')];
  const url = arm.url.replaceAll(product.version, '#{version}').replace('arm64', '#{arch}');
  const app = `${product.productName}.app`;
  return {
    [`${product.name}.rb`]: `cask ${quoted(product.name)} do
  arch arm: "arm64", intel: "x64"

  version ${quoted(product.version)}
  sha256 arm:   ${quoted(arm.sha256)},
         intel: ${quoted(intel.sha256)}

  url "${url}"
  name ${quoted(product.productName)}
  desc ${quoted(synopsis)}
  homepage ${quoted(product.homepage)}

  livecheck do
    url :url
    strategy :github_latest
  end

  auto_updates true

  app ${quoted(app)}
  binary "#{appdir}/${app}/Contents/Resources/${commandInResources.mac}"

  zap trash: [
    "~/Library/Application Support/${product.name}",
    "~/Library/Preferences/${bundleId}.plist",
  ]
end
`,
  };
}

/** Returns a text as a literal of Ruby. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\#]/g, String.raw`\$&`)}"`;
}
