import type { Facts } from './facts.ts';
import { keepLaterReset } from './keep-later-reset.ts';
import { keepLeftOut } from './keep-left-out.ts';
import { merge } from './merge.ts';
import type { Observation } from './observation.ts';

/** Merges what a partial source said, beside the endpoint (S1-17, S1-24): what it cannot know stays. */
export function hear(facts: Facts, observation: Observation): Facts {
  return merge(facts, keepLaterReset(facts, keepLeftOut(facts, observation)));
}
