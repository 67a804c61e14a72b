#!/usr/bin/env node
// The start of an installed command line. An old Node must be able to read this file to say that it is too old.
'use strict';
const oldestNode = 20;

if (Number.parseInt(process.versions.node, 10) >= oldestNode) require('./cli/cli.cjs');
else runWithoutNode();

/** Runs the command on the runtime of the app that this folder is a part of. The npm package has no app beside it. */
function runWithoutNode() {
  const path = require('path');
  const programs = { darwin: '../../MacOS/Quota Tray', win32: '../../quota-tray-app.exe' };
  const program = path.join(__dirname, programs[process.platform] || '../../quota-tray-app');
  if (!require('fs').existsSync(program)) {
    process.stderr.write(
      `Quota Tray needs Node.js ${oldestNode} or newer, and this is ${process.versions.node}. Install a newer Node.js, then run the command again.\n`,
    );
    process.exitCode = 69;
    return;
  }
  // The same as in bin/quota-tray.
  const switches = process.platform === 'linux' ? ['--no-sandbox', '--no-zygote'] : [];
  const args = switches.concat('--log-level=3', '--command-line', '--', process.argv.slice(2));
  const child = require('child_process').spawn(program, args, { stdio: 'inherit' });
  child.on('error', (error) => {
    process.stderr.write(`${program}: ${error.message}\n`);
    process.exitCode = 69;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + require('os').constants.signals[signal] : code;
  });
}
