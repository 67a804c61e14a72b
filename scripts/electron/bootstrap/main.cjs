// Electron's own default app, in short: starts the app folder that the command line names.
// A distribution that was taken out of a packaged app lacks that default app.
const { app } = require('electron');
const fs = require('node:fs');
const path = require('node:path');

const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (named === undefined) {
  process.stderr.write('usage: electron APP_FOLDER\n');
  process.exit(64);
}
const appFolder = path.resolve(named);
const manifest = JSON.parse(fs.readFileSync(path.join(appFolder, 'package.json'), 'utf8'));
const name = manifest.productName ?? manifest.name;

app.setAppPath(appFolder);
app.setName(name);
app.setVersion(manifest.version ?? '0.0.0');
app.setDesktopName(manifest.desktopName ?? `${manifest.name}.desktop`);
app.setPath('userData', path.join(app.getPath('appData'), name));
require(path.join(appFolder, manifest.main ?? 'index.js'));
