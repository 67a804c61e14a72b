const names: ReadonlyMap<string, string> = new Map([
  ['guest', 'Guest'],
  ['free', 'Free'],
  ['go', 'Go'],
  ['plus', 'Plus'],
  ['pro', 'Pro'],
  ['prolite', 'Pro Lite'],
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
]);

const teamPlans: ReadonlySet<string> = new Set([
  'team',
  'business',
  'self_serve_business_usage_based',
  'enterprise',
  'enterprise_cbp_usage_based',
  'education',
  'edu',
  'k12',
]);

/** A plan of a business or a school, whose people have spend limits (S1-13); a plan that is not known is none. */
export function isForTeams(plan: string): boolean {
  return teamPlans.has(plan.trim().toLowerCase());
}

/** `prolite` gives `Pro Lite`; a plan that is not known here is shown as the service names it. */
export function codexPlanName(plan: string): string {
  return names.get(plan.trim().toLowerCase()) ?? plan;
}
