import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { startInBackground, type BackgroundProcess } from './background-process.ts';

/**
 * Starts a D-Bus session bus that listens in `folder` (a 0700 folder). It knows no service
 * files: on the usual session bus the first notification would start whichever notification
 * daemon is installed, and a test would race it for the name.
 */
export async function startPrivateBus(
  folder: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<BackgroundProcess & { readonly address: string }> {
  const configuration = path.join(folder, 'bus.conf');
  const listen = `unix:path=${path.join(folder, 'bus')}`;
  await writeFile(configuration, busConfiguration(listen));
  const bus = await startInBackground(
    'dbus-daemon',
    ['--nofork', '--nopidfile', '--print-address=3', `--config-file=${configuration}`],
    { environment, readyDescriptor: 3 },
  );
  return { ...bus, address: listen };
}

function busConfiguration(listen: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${listen.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}
