import { assertNever } from '../assert-never.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { leftOutServices } from '../providers/left-out.ts';
import type { KeyAccess, Provider, ShownFigure } from '../providers/provider.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { joinSentences, listText } from '../text/layout.ts';
import type { TileView } from './panel-model.ts';

/** A service whose accounts the user can add with a key, for the list in the settings and on the command line. */
export interface AddableProvider {
  readonly id: ProviderId;
  readonly name: string;
  readonly tile: TileView;
  /** What its figures are about: `limits, a balance`. */
  readonly shows: string;
  /** What the user needs: `API key`, or with an id `management key, Team ID`, or with an address of its own. */
  readonly needs: string;
  /** Both in a sentence. A plain API key goes without saying. */
  readonly about: string;
  /** The page where the user makes a key; null: the operator of the service gives out keys. */
  readonly keyPage: string | null;
  /** The usual address of the service; null: the user has to enter the address. */
  readonly defaultBaseUrl: string | null;
  readonly needsKey: boolean;
  /** What a search looks into first, in lower case: the id and the name. */
  readonly searched: string;
  /** The name of the field for an id besides the key; null: the service needs none. */
  readonly idLabel: string | null;
}

/** A service that people look for and that is not added with a key. */
export interface ServiceHint {
  /** The name in lower case, which a search looks into. */
  readonly searched: string;
  /** What to do to see its figures, or why they cannot be shown. */
  readonly text: string;
}

/** Returns a sentence for each service that needs no key, and then for each one that is left out. */
export function serviceHints(providers: readonly Provider[], { t }: LocaleContext): readonly ServiceHint[] {
  const signedIn = providers.flatMap(({ id, displayName: name, alsoCalled = '', signInCommand, keptBy, key }) => {
    if (key !== undefined) return [];
    const text =
      signInCommand === null
        ? t('services.hint-kept', { name, program: keptBy?.program ?? name })
        : t('services.hint-tool', { name, command: signInCommand });
    return [{ searched: `${id} ${name} ${alsoCalled}`.toLocaleLowerCase(), text }];
  });
  const leftOut = leftOutServices.map(({ name, reason }) => ({
    searched: name.toLocaleLowerCase(),
    text: t(`services.left-out-${reason.kind}`, { name }),
  }));
  return [...signedIn, ...leftOut];
}

/** Returns those of these services whose accounts the user can add with a key, sorted by name. */
export function addableProviders(providers: readonly Provider[], locale: LocaleContext): readonly AddableProvider[] {
  const { t } = locale;
  const found = providers.flatMap(({ id, displayName: name, tile, shows, key }): readonly AddableProvider[] => {
    if (key === undefined || id === 'own') return [];
    const idLabel = key.idOf === undefined ? null : t(`services.id-${key.idOf}`);
    const shown = showsText(shows, locale);
    const isOptional = key.optional === true;
    const besides = [
      ...(idLabel === null ? [] : [idLabel]),
      ...(key.defaultBaseUrl === null ? [t('services.needs-address')] : []),
    ];
    const isPlain = besides.length === 0 && (key.kind ?? 'api-key') === 'api-key';
    const required = isOptional ? besides : [keyText(key, locale), ...besides];
    const about =
      isPlain || required.length === 0
        ? t('services.about', { shows: shown })
        : t('services.about-needs', { shows: shown, needs: listText(required, locale) });
    return [
      {
        ...{ id, name, tile: { text: tile, provider: id }, shows: shown, idLabel },
        needs: listText([keyText(key, locale), ...besides], locale),
        about: joinSentences([about, isOptional ? t('services.key-is-optional') : null], locale),
        searched: `${id} ${name}`.toLocaleLowerCase(),
        keyPage: key.page,
        defaultBaseUrl: key.defaultBaseUrl,
        needsKey: !isOptional,
      },
    ];
  });
  return found.sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** A service in the list of all services. */
export interface ListedService {
  readonly id: ProviderId;
  readonly name: string;
  readonly shows: string;
  readonly needs: string;
  /** The page where the user makes a key; null: none is needed, or its operator gives it out. */
  readonly keyPage: string | null;
}

/** Returns all of these services, also those that a program on this computer is signed in to, sorted by name. */
export function listedServices(providers: readonly Provider[], locale: LocaleContext): readonly ListedService[] {
  const { t } = locale;
  const signedIn = providers.flatMap(({ id, displayName: name, shows, key, keptBy }): readonly ListedService[] => {
    if (key !== undefined) return [];
    const program = keptBy?.program ?? name;
    return [
      {
        id,
        name,
        shows: showsText(shows, locale),
        needs: t(keptBy?.keeps === 'figures' ? 'services.needs-figures' : 'services.needs-sign-in', { program }),
        keyPage: null,
      },
    ];
  });
  const all: readonly ListedService[] = [...signedIn, ...addableProviders(providers, locale)];
  return [...all].sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

const figureOrder: readonly ShownFigure[] = ['limits', 'balance', 'spending', 'sessions'];

/** The figures in the same order for every service. */
function showsText(shows: readonly ShownFigure[], locale: LocaleContext): string {
  const inOrder = figureOrder.filter((figure) => shows.includes(figure));
  return listText(
    inOrder.map((figure) => locale.t(`services.shows-${figure}`)),
    locale,
  );
}

function keyText({ kind = 'api-key', optional }: KeyAccess, { t }: LocaleContext): string {
  switch (kind) {
    case 'api-key':
      return t(optional === true ? 'services.needs-optional-key' : 'services.needs-api-key');
    case 'management-key':
    case 'admin-key':
    case 'console-token':
    case 'key-pair':
      return t(`services.needs-${kind}`);
    default:
      return assertNever(kind);
  }
}

/**
 * Returns the services that these words name: by their id or whole name, else by a part of either, else by what they
 * show. Without words all of them.
 */
export function servicesNamed(services: readonly AddableProvider[], words: string): readonly AddableProvider[] {
  const wanted = words.trim().toLocaleLowerCase();
  const exact = services.filter(({ id, name }) => id === wanted || name.toLocaleLowerCase() === wanted);
  const byName = services.filter(({ searched }) => searched.includes(wanted));
  const byFigures = services.filter(({ about }) => about.toLocaleLowerCase().includes(wanted));
  return [exact, byName, byFigures].find((found) => found.length > 0) ?? [];
}
