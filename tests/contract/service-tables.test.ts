import { describe, expect, it } from 'vitest';
import { providers } from '../../core/providers/registry.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { textOf } from '../support/source/source-files.ts';

interface ServiceRow {
  readonly ids: readonly string[];
  readonly how: string;
  readonly shows: string;
}

/** The rows of the table of services of a page. Several services of the same kind may share a row. */
function rowsOf(page: string): readonly ServiceRow[] {
  return [...textOf(page).matchAll(/^\| (\[.+?) \| (.+?) \| (.+?) \|$/gm)].flatMap(
    ([, names = '', how = '', shows = '']) => {
      const ids = [...names.matchAll(/\((?:docs\/providers\/)?([a-z-]+)\.md\)/g)].flatMap(([, id]) => id ?? []);
      return ids.some((id) => id in providers) ? [{ ids, how, shows }] : [];
    },
  );
}

function howOf({ key }: Provider): RegExp {
  switch (key?.kind ?? 'api-key') {
    case 'admin-key':
      return /^admin key$/;
    case 'management-key':
      return /^management key$/;
    case 'key-pair':
      return /^access key$/;
    default:
      return key === undefined ? /^(sign-in|file) of / : /^key$/;
  }
}

const shownAs = {
  limits: /limit|quota|credits of an install/,
  balance: /balance|prepaid|credits/,
  sessions: /sessions/,
  spending: /cost|spend|limit/,
};

describe.each(['docs/providers/index.md', 'README.md'])('the table of services in %s', (page) => {
  const rows = rowsOf(page);
  const listed = rows.flatMap(({ ids, ...row }) => ids.map((id) => ({ id, ...row })));

  it('names services of the registry, each once', () => {
    const ids = listed.map(({ id }) => id);
    expect(ids.filter((id) => !(id in providers))).toEqual([]);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids.length).toBeGreaterThan(20);
  });

  it.each(listed.map((row) => [row.id, row] as const))(
    'says of %s what it needs and what it shows',
    (id, { how, shows }) => {
      const provider = Object.values(providers).find((each) => each.id === id);
      if (provider === undefined) throw new Error(`${id} is not in the registry`);
      expect(how).toMatch(howOf(provider));
      for (const figure of provider.shows) {
        if (id !== 'openai-compatible') expect(shows).toMatch(shownAs[figure]);
      }
    },
  );
});

describe('the list of all services', () => {
  it('has every service of the registry, in alphabetical order', () => {
    const ids = rowsOf('docs/providers/index.md').flatMap((row) => row.ids);
    expect([...ids].sort()).toEqual(
      Object.keys(providers)
        .filter((id) => id !== 'own')
        .sort(),
    );
    const names = Object.values(providers).map(({ id, displayName }) => [id, displayName] as const);
    const nameOf = new Map<string, string>(names);
    const inOrder = ids.map((id) => nameOf.get(id) ?? id);
    expect(inOrder).toEqual([...inOrder].sort((one, other) => one.localeCompare(other, 'en')));
  });
});
