import { afterAll, beforeAll, describe } from 'vitest';

import { type PostgresCluster, postgresCommand, postgresPrograms, startCluster } from './cluster.ts';

/** Tests on one cluster of this file; where PostgreSQL is missing they are skipped and the title says what to run. */
export function describeOnPostgres(title: string, tests: (cluster: () => PostgresCluster) => void): void {
  const isMissing = postgresPrograms() === null;
  const note = isMissing ? ` (skipped; to run it: ${postgresCommand})` : '';
  describe.skipIf(isMissing)(`${title}${note}`, () => {
    let cluster: PostgresCluster | null = null;
    beforeAll(async () => {
      cluster = await startCluster();
    });
    afterAll(() => cluster?.remove());
    tests(() => {
      if (cluster === null) throw new Error('The cluster did not start.');
      return cluster;
    });
  });
}
