import { expect, type Page } from '@playwright/test';

/** Fails where something is wider than the window, or where the text of a control is cut off at the window's edge. */
export async function expectFit(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() => {
    const root = document.documentElement;
    const beyond = [
      ...document.querySelectorAll<HTMLElement>('button, a, input, select, h1, h2, h3, p, dt, dd, td, th'),
    ]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => !element.matches('.visually-hidden, .visually-hidden *'))
      .filter((element) => element.closest('[data-scrolls-sideways]') === null)
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 1 && (left < -1 || right > root.clientWidth + 1);
      })
      .map((element) => element.outerHTML.slice(0, 160));
    const overflow = root.scrollWidth - root.clientWidth;
    return overflow > 0 ? [`the page is ${overflow} px too wide`, ...beyond] : beyond;
  });
  expect(tooWide).toEqual([]);
}

/** Fails where the words in an empty field do not fit into it. */
export async function expectWholePlaceholders(page: Page): Promise<void> {
  const cut = await page.evaluate(() => {
    const brush = document.createElement('canvas').getContext('2d');
    return [...document.querySelectorAll<HTMLInputElement>('input[placeholder]')].flatMap((field) => {
      const style = getComputedStyle(field);
      if (brush === null || field.placeholder === '' || !field.checkVisibility()) return [];
      brush.font = style.font;
      const roomPx = field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      const neededPx = brush.measureText(field.placeholder).width;
      return neededPx <= roomPx ? [] : [`"${field.placeholder}" needs ${neededPx} px and has ${roomPx}`];
    });
  });
  expect(cut).toEqual([]);
}

const fields: ReadonlySet<string> = new Set(['textbox', 'combobox', 'checkbox']);

const control =
  /^\s*- (button|link|textbox|searchbox|combobox|switch|checkbox|slider|spinbutton|tab)\b(?: "((?:[^"\\]|\\.)*)")?/;

/**
 * Fails where a control has no name, or where two controls of one kind have the same. A radio button and a field of a form
 * in a list are told apart by the name of their group.
 */
export async function expectOneNameEach(page: Page): Promise<void> {
  const tree = await page.locator('body').ariaSnapshot();
  let group = '';
  const names = tree.split('\n').flatMap((line) => {
    if (/^\s*- (group|form|listitem)\b/.test(line)) group = line.trim();
    const [, role, name] = control.exec(line) ?? [];
    if (role === undefined) return [];
    return [`${fields.has(role) ? group : ''} ${role} ${name ?? '(no name)'}`];
  });
  expect(names.filter((name) => name.endsWith('(no name)'))).toEqual([]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
}
