// Every page × language × width × light and dark: no violation of WCAG 2.2 AA that a program can find, and
// nothing wider than the screen. With UPDATE_IMAGES=1 the pictures of docs/images are taken anew; with
// PICTURES=folder a picture of everything is put there, to be looked at.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { root } from '../../sdk/tests/portal.mjs'
import { customer, here, returnUrl, share, violations, visit } from './browser.mjs'

let id

share(async () => {
  id = await customer('looks')
})

const say = {
  change: { en: 'Change plan', de: 'Tarif wechseln', ar: 'تغيير الخطة' },
  review: { en: 'See what it costs', de: 'Kosten ansehen', ar: 'عرض التكلفة' },
  pause: { en: 'Pause', de: 'Pausieren', ar: 'إيقاف مؤقت' },
  edit: { en: 'Change', de: 'Ändern', ar: 'تغيير' },
  taxId: { en: 'Add a tax id', de: 'Steuernummer hinzufügen', ar: 'إضافة رقم ضريبي' },
  activity: { en: 'Activity', de: 'Aktivität', ar: 'النشاط' },
}
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
  explained: async (page) => {
    // The older one: its line comes from a price.
    await page.locator('.pay-table th a').nth(1).click()
    await page.locator('.pay-explained summary').click()
    await page.locator('.pay-explained code').first().waitFor()
  },
  activity: async (page, language) => {
    await page.getByRole('link', { name: say.activity[language] }).click()
    await page.locator('.pay-act').first().waitFor()
  },
  change: async (page, language) => {
    await page.getByRole('button', { name: say.change[language], exact: true }).click()
    await page.getByRole('radio').first().check()
  },
  review: async (page, language) => {
    await page.getByRole('button', { name: say.change[language], exact: true }).click()
    await page.getByRole('radio', { name: /Enterprise/ }).check()
    await page.getByRole('button', { name: say.review[language] }).click()
    await page.locator('.pay-dialog .pay-strong').waitFor()
  },
  pause: async (page, language) => {
    await page.getByRole('button', { name: say.pause[language], exact: true }).click()
    await page.getByRole('dialog').waitFor()
  },
  details: async (page, language) => {
    await page.getByRole('button', { name: say.edit[language], exact: true }).click()
    await page.getByRole('button', { name: say.taxId[language] }).click()
    await page.locator('.pay-taxid select').waitFor()
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
  'activity en 320 light',
  'change en 1280 light',
])

async function picture(page, name, language, width, colorScheme) {
  const file = `portal-${name}-${language}-${width}-${colorScheme}.png`
  if (process.env.UPDATE_IMAGES && pictures.has(`${name} ${language} ${width} ${colorScheme}`)) {
    mkdirSync(`${root}docs/images`, { recursive: true })
    await page.screenshot({ path: `${root}docs/images/${file}` })
  }
  if (process.env.PICTURES) {
    mkdirSync(process.env.PICTURES, { recursive: true })
    await page.screenshot({ path: `${process.env.PICTURES}/${file}`, fullPage: true })
  }
}

async function looksRight(page, name, width) {
  assert.deepEqual(await violations(page), [], name)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= width, `${name} is ${wide} px wide`)
}

for (const language of ['en', 'de', 'ar']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [320, 768, 1280]) {
      test(`${language} ${width} ${colorScheme}`, async () => {
        const context = { viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }
        const { page, wrong, leave } = await visit({ customer: id, locale: language }, context)
        for (const [name, go] of Object.entries(pages)) {
          await page.goto(`${here.portal.url}/portal`)
          await page.getByRole('button', { name: main[language], exact: true }).waitFor()
          await page.waitForLoadState('networkidle')
          await go(page, language)
          await looksRight(page, name, width)
          await picture(page, name, language, width, colorScheme)
        }
        assert.equal(await page.evaluate(() => document.documentElement.lang), language)
        assert.equal(
          await page.evaluate(() => document.documentElement.dir),
          language === 'ar' ? 'rtl' : 'ltr',
        )
        assert.deepEqual(wrong, [])
        await leave()
      })

      test(`plain pages ${language} ${width} ${colorScheme}`, async () => {
        // The rules are checked by a script, so scripts run; but the portal's own do not arrive.
        const context = { viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }
        const asked = { customer: id, locale: language }
        const { page, session, leave } = await visit(asked, context)
        await page.route('**/assets/*.js*', (route) => route.abort())
        for (const [name, where] of [
          ['plain', `${here.portal.url}/portal`],
          ['plain-cancel', `${here.portal.url}/portal/cancel?subscription=sub_looks`],
          ['plain-refused', `${here.portal.url}/portal/cancel?subscription=sub_none`],
          ['link-spent', session.url],
          ['link-unknown', `${here.portal.url}/session/ps_x_${'y'.repeat(43)}`],
          ['link', (await here.api.portal.createSession({ ...asked, returnUrl })).url],
        ]) {
          await page.goto(where)
          await page.locator('h1').first().waitFor()
          await looksRight(page, name, width)
          await picture(page, name, language, width, colorScheme)
        }
        await here.api.portal.sessions.revoke(session.id)
        await page.goto(`${here.portal.url}/portal`)
        await looksRight(page, 'session-ended', width)
        await picture(page, 'session-ended', language, width, colorScheme)
        await leave()
      })
    }
  }
}
