import * as v from 'valibot';
import { blockCodes, blockFigures, limitModes } from '../usage/observation.ts';
import { record } from './figure-schema.ts';

/** The service's statement that it still accepts requests after a limit is reached. */
const beyondLimit = record({
  mode: v.picklist(limitModes),
  /** When this ends; null: unknown. */
  until: v.nullable(v.string()),
});

/** The schema of the reason why an account, a model or a feature cannot be used. */
export const blockedReason = record({
  /** The reason that is named. An account may have further ones. */
  code: v.picklist(blockCodes),
  /**
   * The figure beside the windows that blocks the account. Left out: a window, a statement of the service, or the
   * network blocks it.
   */
  figure: v.exactOptional(v.picklist(blockFigures)),
  /** The window that is used up. Left out: no window of the account is the reason. */
  windowId: v.exactOptional(v.string()),
  /** How the service still accepts requests, whatever the code is. Left out: the service does not say that it does. */
  beyondLimit: v.exactOptional(beyondLimit),
  /** When this reason ends; null: unknown. A `grace-period` may end before this reset of its limit. */
  until: v.nullable(v.string()),
  /** The sentence for the user, the same in every view. */
  text: v.string(),
});

/** Why an account, a model or a feature cannot be used. */
export type BlockedReason = v.InferOutput<typeof blockedReason>;
