import type { Weekday, AlertKind } from '../../core/settings/alerts.ts';
import type { UserCommandEvent } from '../../core/settings/user-command.ts';

/** In the order of the page. The types ensure that the list is complete. */
const kinds: Readonly<Record<AlertKind, true>> = {
  threshold: true,
  'will-run-out': true,
  exhausted: true,
  'window-back': true,
  'credits-low': true,
  'reset-credit-expiring': true,
  'sign-in-needed': true,
  'grant-offered': true,
};
const days: Readonly<Record<Weekday, true>> = {
  monday: true,
  tuesday: true,
  wednesday: true,
  thursday: true,
  friday: true,
  saturday: true,
  sunday: true,
};

export const shownKinds = Object.keys(kinds) as readonly AlertKind[];
export const shownDays = Object.keys(days) as readonly Weekday[];
export const shownEvents: readonly UserCommandEvent[] = [...shownKinds, 'state-changed'];

/** The most user commands that the app accepts. */
export const mostCommands = 32;
