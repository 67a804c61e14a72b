const names: ReadonlyMap<string, string> = new Map([
  ['free', 'Free'],
  ['pro', 'Pro'],
  ['max', 'Max'],
  ['team', 'Team'],
  ['enterprise', 'Enterprise'],
]);

/**
 * The plan as one word, from the two fields of Claude Code's sign-in file: `max` and
 * `default_claude_max_20x` give `max_20x`. The tier says the size, the subscription the kind, because
 * team seats carry a `max` tier. Null where neither says anything.
 */
export function planFromCredentials(subscriptionType: string | null, rateLimitTier: string | null): string | null {
  const kind = (subscriptionType ?? '')
    .trim()
    .toLowerCase()
    .replace(/^claude_/, '');
  const tier = /^default_claude_([a-z]+)_(\d+x)$/.exec((rateLimitTier ?? '').trim().toLowerCase());
  if (kind !== '') return tier === null ? kind : `${kind}_${tier[2] ?? ''}`;
  return tier === null ? null : `${tier[1] ?? ''}_${tier[2] ?? ''}`;
}

/** `max_20x` gives `Max 20×`; a plan that is not known here is shown as the service names it. */
export function claudePlanName(plan: string): string {
  const match = /^([a-z]+?)(?:_(\d+)x)?$/.exec(plan.trim().toLowerCase());
  const name = names.get(match?.[1] ?? '');
  if (name === undefined) return plan;
  return match?.[2] === undefined ? name : `${name} ${match[2]}×`;
}
