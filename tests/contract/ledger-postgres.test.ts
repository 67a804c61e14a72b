import { createPostgresLedger } from '../../main/node/ledger/postgres/postgres-ledger.ts';
import { createServer } from '../../main/node/ledger/postgres/server.ts';
import { describeLedger } from '../support/ledger/suite.ts';
import { describeOnPostgres } from '../support/postgres/describe.ts';

describeOnPostgres('the whole of S3', (cluster) => {
  describeLedger('on PostgreSQL', async (surroundings) => {
    const url = await cluster().createDatabase('suite');
    const open = () => createPostgresLedger({ ...surroundings, server: createServer({ url }) });
    const stores = [open()];
    return {
      store: stores[0] ?? open(),
      reopen: () => {
        const store = open();
        stores.push(store);
        return Promise.resolve(store);
      },
      close: async () => void (await Promise.all(stores.map((store) => store.close()))),
    };
  });
});
