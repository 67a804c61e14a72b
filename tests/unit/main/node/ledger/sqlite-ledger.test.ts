import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { createSqliteLedger } from '../../../../../main/node/ledger/sqlite-ledger.ts';
import { describeLedger } from '../../../../support/ledger/suite.ts';

describeLedger('the ledger on SQLite', async (surroundings) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'qt-'));
  const open = () =>
    createSqliteLedger({ ...surroundings, path: path.join(folder, 'ledger.db'), notice: () => undefined });
  const stores = [open()];
  return {
    store: stores[0]!,
    reopen: async () => {
      const store = open();
      stores.push(store);
      return store;
    },
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
});
