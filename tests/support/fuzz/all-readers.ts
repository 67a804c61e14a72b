import { ownReaders } from './own-readers.ts';
import type { FuzzReader } from './reader.ts';
import { serviceReaders } from './service-readers.ts';
import { toolReaders } from './tool-readers.ts';
import { usageReaders } from './usage-readers.ts';

/** Every reader that the fuzzing knows. `tests/contract/fuzz.test.ts` finds a reader that is missing here. */
export const allReaders: readonly FuzzReader[] = [...serviceReaders, ...toolReaders, ...usageReaders, ...ownReaders];
