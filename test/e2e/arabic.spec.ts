// Every screen in Arabic: mirrored, without an English word of the catalogue, no wider than the window, and free of the
// accessibility faults that a machine can find.

import type { Page } from 'playwright/test';
import { arabic } from '../../renderer/i18n/ar/arabic.ts';
import { english } from '../../renderer/i18n/en/english.ts';
import { SCREENS } from '../../renderer/route.ts';
import { expect, test } from './demo.ts';
import { settled, violations } from './page-checks.ts';

type Words = { readonly [key: string]: string | Words };

function textsOf(words: Words): string[] {
  return Object.values(words).flatMap((each) => (typeof each === 'string' ? [each] : textsOf(each)));
}

const spoken = new Set(textsOf(arabic));
/** Words of the English catalogue that Arabic does not share: where one of them is a whole line, it was not translated. */
const ENGLISH_ONLY = textsOf(english).filter(
  (words) => words.length > 3 && /[a-z]{3}/.test(words) && !words.includes('{{') && !spoken.has(words),
);

const PLACES = [...SCREENS, 'runbooks/redis.failover', 'runbooks/health.daily', 'runbooks/emergency.total-failure'];

test.setTimeout(300_000); // every screen, each looked at after it has settled

test.afterEach(async ({ demo }) => {
  await demo.browser.newContext({ storageState: demo.door }).then(async (context) => {
    const page = await context.newPage();
    await page.goto(`${demo.origin}/#/fleet`);
    const back = page.getByRole('button', { name: /English/ });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    if ((await page.locator('html').getAttribute('lang')) === 'ar') await back.click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await context.close();
  });
});

for (const look of [
  { theme: 'dark', width: 1440 },
  { theme: 'light', width: 1024 },
] as const) {
  test(`every screen speaks Arabic from right to left, ${look.theme}, ${look.width} px wide`, async ({ open }) => {
    const page = await open('', { ...look, height: 900 });
    await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
    await page.getByRole('button', { name: 'العربية' }).click();
    await expect(page.getByRole('heading', { name: 'الأسطول', level: 1 })).toBeVisible();
    for (const place of PLACES) {
      await page.goto(page.url().replace(/#.*|$/, `#/${place}`));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/[\u0600-\u06FF]/);
      await settled(page);
      await expect(page.locator('html'), place).toHaveAttribute('dir', 'rtl');
      const lines = await shownLines(page);
      expect(
        ENGLISH_ONLY.filter((words) => lines.has(words)),
        `English on ${place}`,
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBeLessThanOrEqual(look.width);
      expect(await violations(page), `${place}, ${look.theme}`).toEqual([]);
    }
  });
}

test('the choice of language is remembered, and figures and addresses keep their direction', async ({ open, demo }) => {
  const page = await open('');
  await page.getByRole('button', { name: 'العربية' }).click();
  await expect(page.getByRole('heading', { name: 'الأسطول', level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'الأسطول', level: 1 })).toBeVisible();
  await page.goto(page.url().replace(/#.*|$/, '#/lag'));
  const member = (await demo.servers()).find(({ kind }) => kind === 'mongod')!;
  const address = page.getByText(`127.0.0.1:${member.port}`, { exact: true }).first();
  await expect(address).toBeVisible();
  expect(await address.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('English');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Replication lag', level: 1 })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
});

/** What stands on the page and what it is called for a screen reader, line by line, without isolates. */
async function shownLines(page: Page): Promise<ReadonlySet<string>> {
  const lines = await page.evaluate(() => {
    const labels = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
    );
    return [...document.body.innerText.split('\n'), ...labels];
  });
  return new Set(lines.map((line) => line.replace(/[\u2066-\u2069]/g, '').trim()));
}
