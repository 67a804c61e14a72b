import { languageInfo } from '../../core/i18n/languages.ts';
import type { CommandAnswer } from '../../core/ipc/contract.ts';
import type { Appearance } from '../../core/views/panel.ts';
import type { FakeBridge } from '../../tests/support/fake-bridge.ts';
import { sceneBridge } from '../../tests/support/preview/scenes.ts';

const wanted = new URLSearchParams(location.search);
const bridge = sceneBridge(wanted.get('scene') ?? 'rich');
bridge.app.panel = withAppearance(bridge.app.panel);
bridge.app.settings = withAppearance(bridge.app.settings);
Object.assign(bridge, givenBridge());
Object.assign(window, { quotaTray: bridge });

/** Returns the language, its direction and its times, as a view names them. The English scenes are of Britain. */
function inLanguage(language: string): Pick<Appearance, 'language' | 'direction' | 'times'> {
  return {
    ...{ language, times: language === 'en' ? 'en-GB' : language },
    ...(languageInfo(language).direction === 'rtl' ? { direction: 'rtl' } : {}),
  };
}

/** What a test has put into the page before it loaded: views of the app instead of those of the scene. */
function givenBridge(): Partial<FakeBridge> {
  const { settings } = bridge.app;
  const lists = window.quotaTraySettings;
  if (settings.ok && lists !== undefined) bridge.app.settings = { ok: true, value: { ...settings.value, ...lists } };
  const given = window.quotaTrayGiven;
  if (given === undefined) return {};
  Object.assign(bridge.app, given.app);
  const { accountPages, histories } = given;
  return {
    getAccountPage: ({ accountId }) => Promise.resolve({ ok: true, value: accountPages[accountId] ?? null }),
    getHistory: ({ windowId, range }) =>
      Promise.resolve({ ok: true, value: histories[`${windowId ?? ''} ${range}`] ?? null }),
  };
}

/** Returns the view in the theme and the language of the address; a view that failed stays as it is. */
function withAppearance<View extends { readonly appearance: Appearance }>(
  answer: CommandAnswer<View>,
): CommandAnswer<View> {
  if (!answer.ok) return answer;
  const { appearance } = answer.value;
  const theme = wanted.get('theme');
  const language = wanted.get('language');
  return {
    ok: true,
    value: {
      ...answer.value,
      appearance: {
        ...(language === null ? appearance : inLanguage(language)),
        theme: theme === 'light' || theme === 'dark' ? theme : appearance.theme,
      },
    },
  };
}
