import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with rule and element where a page breaks a rule of axe, contrast included. */
export async function expectAccessible(page: Page): Promise<void> {
  // axe takes what a page cuts off for invisible, also where a person can scroll to it.
  await page.evaluate(() => (document.body.style.overflow = 'visible'));
  const { violations, passes } = await judged(page);
  await page.evaluate(() => (document.body.style.overflow = ''));
  // Without the styles of the page nothing could be said of its contrast.
  const hasText = await page.evaluate(() =>
    [...document.querySelectorAll('body *:not(.visually-hidden, .visually-hidden *)')].some((element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== ''),
    ),
  );
  if (hasText) expect(passes.map(({ id }) => id)).toContain('color-contrast');
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any.map(({ message }) => message).join(' ')}`),
  );
  expect(found).toEqual([]);
}

/**
 * Returns what axe says of the page. axe does not judge the contrast of icon fonts, and takes a font for one if words begin
 * otherwise than their first letter alone looks. Arabic letters are joined, so that it judged no Arabic text. While it
 * judges, it sees the same mark in place of each text that it draws.
 */
async function judged(page: Page): Promise<Awaited<ReturnType<AxeBuilder['analyze']>>> {
  await page.evaluate(() => {
    const { prototype } = CanvasRenderingContext2D;
    const { fillText } = prototype;
    prototype.fillText = function drawMark(this: CanvasRenderingContext2D): void {
      this.fillRect(0, 0, 8, 8);
    };
    Object.assign(window, { endMarks: () => (prototype.fillText = fillText) });
  });
  const results = await new AxeBuilder({ page }).analyze();
  await page.evaluate(() => (window as unknown as { readonly endMarks: () => void }).endMarks());
  return results;
}
