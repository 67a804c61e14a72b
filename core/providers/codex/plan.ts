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

/** Patterns in the names of plans that several people share. `ent26` and `enterprise_…` are the same kind. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/enterprise|^ent\d*(_|$)/, 'Enterprise'],
  [/business/, 'Business'],
  [/education|^edu(_|$)/, 'Education'],
];
/** Plans that one person pays for. Their names consist of these words in any order. They have no spend limit. */
const personal = /^(guest|free|go|plus|pro|lite|max|_|\d)+$/;

/**
 * True where the people of a plan may have spend limits: for all plans except those that one person pays for. The
 * names of plans change often, so they are not looked up in a list.
 */
export function isForTeams(plan: string): boolean {
  const name = plan.trim().toLowerCase();
  return name !== '' && !personal.test(name);
}

/** The name of a plan, such as `Pro Lite` for `prolite`. A plan of no known kind keeps its name. */
export function codexPlanName(plan: string): string {
  const name = plan.trim().toLowerCase();
  return names.get(name) ?? kinds.find(([pattern]) => pattern.test(name))?.[1] ?? plan;
}
