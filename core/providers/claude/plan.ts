const names: ReadonlyMap<string, string> = new Map([
  ['free', 'Free'],
  ['pro', 'Pro'],
  ['max', 'Max'],
  ['team', 'Team'],
  ['enterprise', 'Enterprise'],
]);

/**
 * The plan from the two fields of Claude Code's sign-in file: `max` and `default_claude_max_20x` give `max_20x`. The
 * tier states the size and the subscription the kind, because team seats have a `max` tier. Null where neither states
 * a plan.
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

/** The name of a plan, such as `Max 20×` for `max_20x`. A plan that is not known here keeps its name. */
export function claudePlanName(plan: string): string {
  const match = /^([a-z]+?)(?:_(\d+)x)?$/.exec(plan.trim().toLowerCase());
  const name = names.get(match?.[1] ?? '');
  if (name === undefined) return plan;
  return match?.[2] === undefined ? name : `${name} ${match[2]}×`;
}
