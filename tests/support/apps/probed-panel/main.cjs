// The built app (PROBE_MAIN), with a probe that reports when its windows and pages come.
require('./probe.cjs');
require(process.env.PROBE_MAIN);
