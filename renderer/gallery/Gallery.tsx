import { useEffect, useState } from 'react';

import { languageTags } from '../../core/i18n/languages.ts';
import { pseudoLanguage } from '../../tests/support/pseudo.ts';
import { scenes } from '../../tests/support/preview/scenes.ts';
import styles from './Gallery.module.css';

/** The choices above the picture, each with the values that a page takes in its address. */
const choices = {
  page: ['panel', 'settings'],
  theme: ['system', 'light', 'dark'],
  language: ['scene', ...languageTags, pseudoLanguage],
  width: ['380', '320', '480', '860'],
} as const;

type ChoiceName = keyof typeof choices;
type Chosen = Readonly<Record<ChoiceName | 'scene', string>>;

const names = Object.keys(choices) as readonly ChoiceName[];

/** Returns the choices in the hash of the address, so that a reload shows the same. */
function chosenIn(hash: string): Chosen {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const first = (name: ChoiceName): string => given.get(name) ?? choices[name][0];
  return {
    scene: given.get('scene') ?? 'rich',
    ...{ page: first('page'), theme: first('theme'), language: first('language'), width: first('width') },
  };
}

/** Returns the address of the page with these choices. A choice of `system` or `scene` leaves it to the scene. */
function addressOf({ page, scene, theme, language }: Chosen): string {
  const query = new URLSearchParams({ scene });
  if (theme !== 'system') query.set('theme', theme);
  if (language !== 'scene') query.set('language', language);
  return `./${page}.html?${query.toString()}`;
}

/** All scenes of the tests, one at a time, in the theme, language and width of one's choice. */
export function Gallery() {
  const [chosen, setChosen] = useState(() => chosenIn(location.hash));
  useEffect(() => {
    history.replaceState(null, '', `#${new URLSearchParams(chosen).toString()}`);
  }, [chosen]);
  return (
    <div className={styles.gallery}>
      <nav aria-label="Scenes">
        <ul className={styles.scenes}>
          {Object.entries(scenes).map(([scene, { title, page }]) => (
            <li key={scene}>
              <button
                type="button"
                aria-current={scene === chosen.scene ? 'page' : undefined}
                onClick={() =>
                  setChosen({ ...chosen, scene, page, width: page === 'settings' ? '860' : choices.width[0] })
                }
              >
                {title}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        <div className={styles.choices}>
          {names.map((name) => (
            <label key={name}>
              {name}{' '}
              <select value={chosen[name]} onChange={(event) => setChosen({ ...chosen, [name]: event.target.value })}>
                {choices[name].map((value) => (
                  <option key={value}>{value}</option>
                ))}
              </select>
            </label>
          ))}
        </div>
        {/* oxlint-disable-next-line react/iframe-missing-sandbox -- our own page; its modules need the same origin */}
        <iframe
          key={addressOf(chosen)}
          className={styles.page}
          title={scenes[chosen.scene]?.title ?? chosen.scene}
          src={addressOf(chosen)}
          width={chosen.width}
        />
      </main>
    </div>
  );
}
