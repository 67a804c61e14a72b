import { describe, expect, it } from 'vitest';
import { licenceProblems, licencesText, type PackageLicence } from '../../../scripts/process/licences.ts';

const text = 'Permission is hereby granted.';
const mit: PackageLicence = { name: 'kind', version: '1.0.0', identifier: 'MIT', text };

describe('the licences of the packages in the app', () => {
  it.each<[string, PackageLicence, readonly string[]]>([
    ['a permissive licence with its text', mit, []],
    ['a copyleft licence', { ...mit, identifier: 'GPL-3.0-only' }, ['kind 1.0.0 has the licence GPL-3.0-only,']],
    [
      'a choice that contains a copyleft licence',
      { ...mit, identifier: '(MIT OR GPL-3.0)' },
      ['has the licence (MIT OR GPL-3.0)'],
    ],
    ['no licence', { name: 'kind', version: '1.0.0', text }, ['kind 1.0.0 names no licence.']],
    ['no text', { name: 'kind', version: '1.0.0', identifier: 'MIT' }, ['kind 1.0.0 has no licence text.']],
    ['an empty text', { ...mit, text: ' \n' }, ['kind 1.0.0 has no licence text.']],
  ])('%s', (_name, one, wanted) => {
    const problems = licenceProblems([one]);
    expect(problems).toHaveLength(wanted.length);
    for (const [index, problem] of problems.entries()) expect(problem).toContain(wanted[index]);
  });

  it('are one text in which each package is named once, and a shared text stands once', () => {
    const other: PackageLicence = { name: 'alike', version: '2.0.0', identifier: 'MIT', text };
    const own: PackageLicence = { name: 'own', version: '3.0.0', identifier: 'ISC', text: 'Use it as you like.' };
    expect(licencesText([own, mit, other, mit])).toBe(
      [
        'Quota Tray contains these packages.\n',
        `alike 2.0.0 (MIT)\nkind 1.0.0 (MIT)\n\n${text}\n`,
        `${'-'.repeat(72)}\n`,
        'own 3.0.0 (ISC)\n\nUse it as you like.\n',
      ].join('\n'),
    );
  });
});
