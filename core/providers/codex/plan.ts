const names: ReadonlyMap<string, string> = new Map([
  ['guest', 'Guest'],
  ['free', 'Free'],
  ['go', 'Go'],
  ['plus', 'Plus'],
  ['pro', 'Pro'],
  ['prolite', 'Pro Lite'],
  ['promax', 'Pro Max'],
  ['free_workspace', 'Free Workspace'],
  ['team', 'Team'],
  ['business', 'Business'],
  ['self_serve_business_usage_based', 'Business'],
  ['enterprise', 'Enterprise'],
  ['enterprise_cbp_usage_based', 'Enterprise'],
  ['education', 'Education'],
  ['edu', 'Education'],
  ['quorum', 'Quorum'],
  ['k12', 'K-12'],
  ['edu_plus', 'Education Plus'],
  ['edu_pro', 'Education Pro'],
  ['sci', 'Science'],
  ['sci_plus', 'Science Plus'],
]);

/** What the names of plans contain whose people share an account; `ent26` and `enterprise_…` are one kind. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/enterprise|^ent\d*(_|$)/, 'Enterprise'],
  [/business/, 'Business'],
  [/education|^edu(_|$)/, 'Education'],
];
/** Plans that one person pays for, whose usage has no limit of money; made of these words in any order. */
const personal = /^(guest|free|go|plus|pro|lite|max|_|\d)+$/;

/**
 * Whether the people of a plan may have spend limits: every plan but those that one person pays for. What a
 * plan is called changes often, so that it is not looked up in a list.
 */
export function isForTeams(plan: string): boolean {
  const name = plan.trim().toLowerCase();
  return name !== '' && !personal.test(name);
}

/** `prolite` gives `Pro Lite`; a plan of no known kind is shown as the service names it. */
export function codexPlanName(plan: string): string {
  const name = plan.trim().toLowerCase();
  return names.get(name) ?? kinds.find(([pattern]) => pattern.test(name))?.[1] ?? plan;
}
