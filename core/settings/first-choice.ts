import * as v from 'valibot';
import { appearanceSettings } from './appearance.ts';

/** The schema of what a newcomer chooses at first. What is left out stays as it is. */
export const firstChoiceSchema = v.strictObject({
  startAtLogin: v.optional(v.boolean()),
  notifications: v.optional(v.boolean()),
  checkForUpdates: v.optional(v.boolean()),
  iconStyle: v.optional(appearanceSettings.iconStyle.wrapped),
  /** The newcomer has seen the page and pressed *Done*. */
  isDone: v.boolean(),
});
