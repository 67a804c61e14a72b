import type { TileView } from '../../core/views/panel-model.ts';
import { LineArt } from './Icon.tsx';
import styles from './Tile.module.css';

type Tint = 'clay' | 'pine' | 'iris' | 'sea';

const tints: Readonly<Record<string, Tint>> = {
  claude: 'clay',
  codex: 'pine',
  openrouter: 'iris',
  'openai-compatible': 'iris',
  kimi: 'iris',
  deepseek: 'sea',
  relay: 'sea',
  copilot: 'sea',
};

/** Returns the colour of a service's square; undefined: the neutral one. */
export function tileTint(provider: string): Tint | undefined {
  return tints[provider];
}

interface TileProps {
  readonly tile: TileView;
  readonly size?: 'tiny' | 'row' | 'page' | 'large';
  /** True: the account can be dragged by its tile. */
  readonly isGrip?: boolean;
  /** Strokes on a grid of 16 that stand in place of the letters, in the neutral colour. */
  readonly sign?: string | undefined;
}

/** The square with the letters or the sign of a service, for the eye only. It carries no vendor's mark. */
export function Tile({ tile, size = 'row', isGrip = false, sign }: TileProps) {
  return (
    <span
      className={styles.tile}
      data-tint={sign === undefined ? tileTint(tile.provider) : undefined}
      data-size={size}
      data-grip={isGrip || undefined}
      aria-hidden="true"
    >
      {sign === undefined ? tile.text : <LineArt strokes={sign} />}
    </span>
  );
}
