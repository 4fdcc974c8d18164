// Every page × language × width × light and dark: no violation of WCAG 2.2 AA that a program can find, and
// nothing wider than the screen. With UPDATE_IMAGES=1 the pictures of docs/images are taken anew.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { root } from '../../sdk/tests/portal.mjs'
import { customer, launch, violations, visit, world } from './browser.mjs'

let browser, here, id

before(async () => {
  here = await world()
  id = await customer(here.api, 'looks')
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await here?.close()
})

const main = { en: 'Cancel plan', de: 'Tarif kündigen', ar: 'إلغاء الخطة' }
const add = { en: 'Add a card', de: 'Karte hinzufügen', ar: 'إضافة بطاقة' }

const pages = {
  home: async () => undefined,
  invoice: async (page) => {
    await page.locator('.pay-table a').first().click()
    await page.locator('.title').waitFor()
  },
  cancel: async (page, language) => {
    await page.getByRole('button', { name: main[language], exact: true }).click()
    await page.getByRole('dialog').waitFor()
  },
  card: async (page, language) => {
    await page.getByRole('button', { name: add[language], exact: true }).click()
    await page.locator('[name=number]').fill('1')
    await page.locator('.pay-form [type=submit]').click()
    await page.locator('.pay-error').first().waitFor()
  },
}

/** The pictures that the documents show. */
const pictures = new Set([
  'home en 1280 light',
  'home en 320 light',
  'home ar 768 dark',
  'cancel de 320 dark',
  'invoice en 1280 light',
  'card en 768 light',
])

for (const language of ['en', 'de', 'ar']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [320, 768, 1280]) {
      test(`${language} ${width} ${colorScheme}`, async () => {
        const context = { viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }
        const { page, wrong, leave } = await visit(browser, here, { customer: id, locale: language }, context)
        for (const [name, go] of Object.entries(pages)) {
          await page.goto(`${here.portal.url}/portal`)
          await page.getByRole('button', { name: main[language], exact: true }).waitFor()
          await page.waitForLoadState('networkidle')
          await go(page, language)
          assert.deepEqual(await violations(page), [], name)
          const wide = await page.evaluate(() => document.documentElement.scrollWidth)
          assert.ok(wide <= width, `${name} is ${wide} px wide`)
          if (process.env.UPDATE_IMAGES && pictures.has(`${name} ${language} ${width} ${colorScheme}`)) {
            mkdirSync(`${root}docs/images`, { recursive: true })
            await page.screenshot({
              path: `${root}docs/images/portal-${name}-${language}-${width}-${colorScheme}.png`,
            })
          }
        }
        assert.equal(await page.evaluate(() => document.documentElement.lang), language)
        assert.equal(
          await page.evaluate(() => document.documentElement.dir),
          language === 'ar' ? 'rtl' : 'ltr',
        )
        assert.deepEqual(wrong, [])
        await leave()
      })
    }
  }
}
