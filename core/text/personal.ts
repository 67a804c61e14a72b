/** What stands in the place of an amount of money while personal data is hidden. */
export const hiddenMoney = '•••';

/** Returns the name of an account in a line: that of the snapshot, or a shorter one. */
export type NameOf = (account: { readonly label: string }) => string;
