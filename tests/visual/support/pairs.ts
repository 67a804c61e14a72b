/** The conditions under which a screen is drawn. */
export const looks = ['light', 'dark', 'more contrast', 'more contrast, dark', 'forced colours'] as const;
export const sizes = ['320', '380', '900', '200 %'] as const;
export const tongues = ['en', 'de', 'zh-Hans', 'ar'] as const;

export type Look = (typeof looks)[number];
export type Size = (typeof sizes)[number];
export type Tongue = (typeof tongues)[number];

export interface Conditions {
  readonly look: Look;
  readonly size: Size;
  readonly tongue: Tongue;
}

/** What a screen leaves out because it cannot be drawn so. */
export interface Narrowed {
  readonly sizes?: readonly Size[];
  readonly tongues?: readonly Tongue[];
  /** True: light, dark and forced colours are enough, because other screens have the same parts. */
  readonly isBrief?: boolean;
}

/**
 * Returns the conditions of the screen with this number: each look, and with five looks each size and each language. The next
 * screen combines them differently, so that over all screens every two conditions meet (`rules.spec.ts` holds that).
 */
export function conditionsOf(screen: number, narrowed: Narrowed = {}): readonly Conditions[] {
  const ownSizes = narrowed.sizes ?? sizes;
  const ownTongues = narrowed.tongues ?? tongues;
  const brief: readonly Look[] = ['light', 'dark', 'forced colours'];
  const ownLooks: readonly Look[] = narrowed.isBrief === true ? brief : looks;
  return ownLooks.map((look, turn) => ({
    look,
    size: ownSizes[(turn + screen) % ownSizes.length] ?? '380',
    tongue: ownTongues[(turn * 3 + Math.floor(screen / sizes.length) + screen) % ownTongues.length] ?? 'en',
  }));
}
