import { parsePriceList, type PriceListReading } from '../../core/token-usage/prices/price-list.ts';
import { createTokenUsage, type TokenUsage } from '../features/token-usage.ts';
import { withTimeout } from '../node/async.ts';
import { hostHomeFolder } from '../node/host-environment.ts';
import { readOwnFile } from '../node/storage/own-file.ts';
import { openTokenUsage } from '../node/token-usage/token-usage-index.ts';
import type { Services } from './create-services.ts';

/** What the answers about token usage use. */
export type TokenUsageServices = Pick<Services, 'paths' | 'settings' | 'clock' | 'log'>;

const mostPriceBytes = 1024 * 1024;

/** Makes the answers about token usage. Nothing is opened before the first question. */
export function tokenUsageOf({ paths, settings, clock, log }: TokenUsageServices): TokenUsage {
  const { nowMs } = clock;
  const moreFolders = () => ({ codex: settings.get().codexFolders, claude: settings.get().claudeFolders });
  const surroundings = { environment: process.env, homeFolder: hostHomeFolder(), platform: process.platform };
  return createTokenUsage({
    ...{ nowMs, withTimeout },
    open: () =>
      openTokenUsage({
        ...{ path: paths.tokenUsage, surroundings: { ...surroundings, moreFolders }, nowMs, log },
        isOn: (tool) => !settings.get().tokenUsageOff.includes(tool),
      }),
    ownPrices: () => ownPricesIn(paths.tokenPrices),
    onError: (error) => log.error('The index of token usage failed', error),
  });
}

function ownPricesIn(file: string): PriceListReading | null {
  const reading = readOwnFile(file, { maximumBytes: mostPriceBytes });
  switch (reading.kind) {
    case 'missing':
      return null;
    case 'refused':
      return { kind: 'bad', problem: reading.reason };
    default:
      return parsePriceList(reading.text);
  }
}
