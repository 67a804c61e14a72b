import { asRecord } from '../../../core/units/json.ts';
import { type FuzzReader, fromValue } from './reader.ts';

/** Readers for the test of the watch: one of them does not return from one of its seeds. */
export const allReaders: readonly FuzzReader[] = [
  {
    name: 'hangs',
    form: 'json',
    seeds: [{}, { endless: true }],
    read: (input) => {
      while (asRecord(input)?.['endless'] === true);
      return fromValue(null);
    },
  },
  { name: 'returns', form: 'json', seeds: [{}], read: () => fromValue(null) },
];
