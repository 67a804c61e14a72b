/** Everything that a person may be told of without having asked. */
export const alertKinds = [
  'exhausted',
  'threshold',
  'will-run-out',
  'window-back',
  'credits-low',
  'reset-credit-expiring',
  'sign-in-needed',
  'grant-offered',
] as const;

export type AlertKind = (typeof alertKinds)[number];
