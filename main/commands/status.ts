import { terminalView } from '../../core/views/terminal.ts';
import { snapshotOfApp } from '../node/cli/status.ts';
import type { Parts } from '../parts.ts';
import { noAccountText } from './accounts.ts';
import { snapshotOnce } from './one-shot.ts';
import { exitCode, printAs, tell } from './output.ts';

/** The accounts as the tray shows them: from the running app, else by the same core in this process. */
export async function status(
  parts: Parts,
  { refresh, json }: { readonly refresh: boolean; readonly json: boolean },
): Promise<number> {
  const asked = await snapshotOfApp(parts.paths.socket, refresh);
  if (asked.kind === 'fault') {
    tell(`The running app could not be asked (${asked.reason}). Quit it and try again.`);
    return exitCode.unavailable;
  }
  if (asked.kind === 'snapshot' && asked.note !== null) tell(asked.note);
  const snapshot = asked.kind === 'snapshot' ? asked.snapshot : await snapshotOnce(parts, refresh);
  const none = snapshot.accounts.length === 0 && !json ? await noAccountText(parts) : null;
  printAs(
    json,
    snapshot,
    () => none ?? terminalView(snapshot, parts.settings.get(), parts.reader(), parts.clock.nowMs()),
  );
  return exitCode.done;
}
