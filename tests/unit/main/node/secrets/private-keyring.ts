import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { connectSessionBus, type SessionBus } from '../../../../../main/node/desktop/session-bus.ts';
import { poll } from '../../../../support/desktop/poll.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

/** Whether a bus and GNOME's keyring can be started here. */
export const hasKeyring =
  process.platform === 'linux' &&
  ['dbus-daemon', 'gnome-keyring-daemon'].every((program) => spawnSync(program, ['--version']).status === 0);

export interface PrivateBus {
  readonly address: string;
  readonly connect: () => Promise<SessionBus | null>;
}

/** A bus of the test's own, on which nothing is started by itself. */
export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = temporaryFolder();
  const config = path.join(folder, 'bus.conf');
  fs.writeFileSync(
    config,
    `<busconfig><type>session</type><listen>unix:path=${path.join(folder, 'bus')}</listen>
     <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
     </busconfig>`,
  );
  const daemon = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  endWithTest(daemon);
  const [line] = (await once(daemon.stdout, 'data')) as [Buffer];
  const address = line.toString().trim().split(/\s/)[0] ?? '';
  return { address, connect: () => connectSessionBus(address) };
}

/** GNOME's keyring on that bus: unlocked with a password, or as a login without one leaves it. */
export async function startGnomeKeyring({ address, connect }: PrivateBus, home: string, isUnlocked: boolean) {
  const args = ['--foreground', '--components=secrets', `--control-directory=${path.join(home, 'control')}`];
  const daemon = spawn('gnome-keyring-daemon', isUnlocked ? [...args, '--unlock'] : args, {
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_DATA_HOME: path.join(home, 'data'),
      DBUS_SESSION_BUS_ADDRESS: address,
    },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const stop = endWithTest(daemon);
  daemon.stdin.end(isUnlocked ? 'a password of a test' : '');
  const bus = await connect();
  if (bus === null) throw new Error('the private bus did not answer');
  await poll('the keyring on the private bus', 10_000, async () => {
    const [isOwned] = await bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'NameHasOwner',
      signature: 's',
      body: ['org.freedesktop.secrets'],
    });
    return isOwned === true ? true : undefined;
  });
  bus.close();
  return stop;
}

function endWithTest(child: ChildProcess): () => Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', () => undefined);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  onTestFinished(stop);
  return stop;
}
