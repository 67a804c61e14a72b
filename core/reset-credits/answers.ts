/** What a page gets for the first step of using a banked reset. */
export type ResetQuestion =
  | {
      readonly kind: 'ready';
      /** Good for one use, for this account and reset only, and for two minutes. */
      readonly confirmation: string;
      /** What would happen, as a question with what follows from it. */
      readonly sentence: string;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** What a page gets for the second step. `not-known`: it may have been used; a new try repeats the same one. */
export interface ResetAnswer {
  readonly kind: 'done' | 'not-known' | 'refused';
  readonly message: string;
}
