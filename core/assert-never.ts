/** Marks a branch that the types say cannot be reached; throws a fault of ours if it is. */
export function assertNever(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
