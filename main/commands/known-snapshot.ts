import { buildSnapshot } from '../../core/snapshot/build.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import type { Parts } from '../parts.ts';

/** What is known without asking any service: the cache, and who is signed in now. */
export async function knownSnapshot({ engine, settings, reader, clock }: Parts): Promise<Snapshot> {
  engine.seed();
  await engine.look();
  return buildSnapshot(engine.accounts(), settings.get(), reader(), clock.nowMs());
}
