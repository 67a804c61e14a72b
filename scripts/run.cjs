// Starts a script of this folder: `node scripts/run.cjs start` runs scripts/start.ts.
// It is CommonJS because a Node that cannot run TypeScript must still be able to run this file and say so.
'use strict';
const path = require('node:path');
const { pathToFileURL } = require('node:url');

if (!process.features.typescript) {
  process.stderr.write(
    `This is Node ${process.versions.node}, which cannot run TypeScript. Node 24 comes with the dependencies: run "npm ci", without --omit=optional. Where there is none for your computer, install Node 24 yourself.\n`,
  );
  process.exit(69);
}
const script = path.join(__dirname, `${process.argv[2]}.ts`);
process.argv.splice(1, 2, script);
void import(pathToFileURL(script).href);
