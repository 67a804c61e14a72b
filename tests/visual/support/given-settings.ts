import { parseRateTable } from '../../../core/credits/exchange-rates.ts';
import { languages, languageInfo, type LanguageTag } from '../../../core/i18n/languages.ts';
import { allProviders } from '../../../core/providers/registry.ts';
import { buildSnapshot } from '../../../core/snapshot/build.ts';
import { addableProviders, serviceHints } from '../../../core/views/services.ts';
import { panelPreview } from '../../../core/views/settings-preview.ts';
import { ratesView, regionChoices, type SettingsView } from '../../../core/views/settings.ts';
import { exampleIcons } from '../../support/example-icons.ts';
import { localeIn } from '../../support/locale.ts';
import { nowMs, readDemo } from '../../unit/demo/demo-reading.ts';

declare global {
  interface Window {
    readonly quotaTraySettings?: Partial<SettingsView>;
  }
}

const host = 'api.frankfurter.dev';
const answer = { base: 'USD', date: '2026-02-27', rates: { EUR: 0.86, CNY: 7.11, GBP: 0.75 } };

/** Returns what the core puts into the settings window: lists, rates and the preview, in the language of the page. */
export async function givenSettings(language: LanguageTag, displayCurrency: string): Promise<Partial<SettingsView>> {
  const demo = await readDemo();
  const settings = { ...demo.settings, language, displayCurrency };
  const locale = localeIn(language, `${language.slice(0, 2)}-${languageInfo(language).region}`);
  const snapshot = buildSnapshot(demo.accounts, settings, locale, nowMs);
  const providers = await allProviders();
  return {
    languages,
    regions: regionChoices(settings, locale),
    addable: addableProviders(providers, locale),
    hints: serviceHints(providers, locale),
    rates: ratesView(parseRateTable(answer, host), host, settings, locale, nowMs),
    preview: { ...panelPreview(snapshot, settings, locale, nowMs), icons: exampleIcons },
  };
}
