import type { Page } from '@playwright/test';

/** A listener to one page: what a screen reader says after each key. */
export interface ScreenReader {
  /** Presses a key and returns what is said then: the element with the focus, then the new messages. */
  readonly press: (key: string) => Promise<readonly string[]>;
  /** Types a text and returns what is said then. */
  readonly type: (text: string) => Promise<readonly string[]>;
  /** The text of everything said so far, one line each, beginning with the key. */
  readonly transcript: () => string;
}

/** Starts to listen. The first line is the element that has the focus. */
export async function listenTo(page: Page): Promise<ScreenReader> {
  const lines: string[] = [];
  let messages = await messagesOf(page);
  let focused = '';

  const hear = async (act: string): Promise<readonly string[]> => {
    const now = await settled(page);
    const news = now.messages.filter((text) => !messages.includes(text));
    messages = now.messages;
    const said = [...(now.focused === focused ? [] : [now.focused]), ...news];
    focused = now.focused;
    lines.push(`${act}: ${said.join(' / ')}`);
    return said;
  };
  await hear('open');
  return {
    press: async (key) => {
      await page.keyboard.press(key);
      return hear(key);
    },
    type: async (text) => {
      await page.keyboard.type(text);
      return hear(`type ${text}`);
    },
    transcript: () => lines.join('\n'),
  };
}

interface Heard {
  readonly focused: string;
  readonly messages: readonly string[];
}

/** Waits until nothing new is said for a moment: the page has drawn what the key did. */
async function settled(page: Page): Promise<Heard> {
  let before = '';
  for (let turn = 0; turn < 40; turn += 1) {
    await page.evaluate(() => new Promise((done) => setTimeout(done, 150)));
    const heard = { focused: await focusedOf(page), messages: await messagesOf(page) };
    const text = JSON.stringify(heard);
    if (text === before && turn > 1) return heard;
    before = text;
  }
  throw new Error('the page does not come to rest');
}

/** The element with the focus as role and name, with times that the clock changes as dots. */
async function focusedOf(page: Page): Promise<string> {
  const focused = page.locator(':focus');
  if ((await focused.count()) === 0) return 'nothing';
  const [line = ''] = (await focused.ariaSnapshot()).split('\n');
  return steady(line.replace(/^- /, '').replace(/:$/, ''));
}

async function messagesOf(page: Page): Promise<readonly string[]> {
  const texts = await page.locator('[aria-live]:not(:empty), [role=status]:not(:empty), [role=alert]').allInnerTexts();
  return texts.map((text) => steady(text.replaceAll(/\s+/g, ' ').trim())).filter((text) => text !== '');
}

function steady(text: string): string {
  return text
    .replaceAll(
      /\b(\d+ (days?|hours?|minutes?))( \d+ (hours?|minutes?))?(?= left\b| used\b|[,.]|$)/g,
      (span, _, __, ___, ____, at: number) =>
        /(?:resets in|runs out in about|Back in|are) $/.test(text.slice(0, at)) ? '…' : span,
    )
    .replaceAll(/\d{1,2}:\d{2} [AP]M/g, '…');
}
