// The health check of the image: asks the local interface, and exits with 0 if the process answers.
'use strict';
const { request } = require('node:http');
const path = require('node:path');

const socketPath = path.join(process.env.QUOTA_TRAY_HOME || '/state', 'api.sock');
const timeoutMs = 4_000;

function fail(reason) {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

request({ socketPath, path: '/health', timeout: timeoutMs }, (answer) => {
  answer.resume();
  if (answer.statusCode !== 200) fail(`/health answered ${answer.statusCode}.`);
})
  .on('timeout', function () {
    this.destroy(new Error(`no answer within ${timeoutMs} ms`));
  })
  .on('error', (error) => fail(`${socketPath}: ${error.message}`))
  .end();
