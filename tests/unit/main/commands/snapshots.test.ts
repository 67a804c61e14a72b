import { expect, test, vi } from 'vitest';
import { snapshotOnce } from '../../../../main/commands/snapshots.ts';
import { createConfStore } from '../../../../main/node/storage/conf-store.ts';
import { holdLock } from '../../../../main/node/storage/process-lock.ts';
import { createServices } from '../../../../main/services/create-services.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { systemIn } from '../../../support/locale.ts';

test('asks nothing while another command still runs, and tells the user', async () => {
  vi.stubGlobal('__APP_VERSION__', '1.2.3');
  const parts = createServices({
    environment: { QUOTA_TRAY_HOME: temporaryFolder() },
    createStore: createConfStore,
    locales: () => systemIn('en-GB'),
  });
  const held = await holdLock(parts.paths.refreshLock);
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const start = vi.spyOn(parts.engine, 'start');
  const snapshot = await snapshotOnce(parts, true, { waitMs: 20 });
  expect(snapshot.accounts).toEqual([]);
  expect(start).not.toHaveBeenCalled();
  expect(said.mock.calls.map(([text]) => text)).toEqual([
    'Another Quota Tray command is still running, so no request was sent. These are the last known figures.\n',
  ]);
  said.mockRestore();
  if ('release' in held) held.release();
});
