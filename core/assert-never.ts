/** Marks a branch that cannot be reached by its types. It throws where a value reaches it all the same. */
export function assertNever(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
