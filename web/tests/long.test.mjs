// Words that are long and do occur: nothing is wider than the screen, and nothing leaves the box that it stands in.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { api, button, customer, here, share, visit } from './browser.mjs'

const id = 'cus_long'
const subscriptionId = 'sub_long'
const host = 'customer-portal.internal.donaudampfschifffahrtsgesellschaft.example.com'
const longer = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
const product = 'Unternehmensinfrastrukturverwaltungspaket'
const asked = { customer: id, returnUrl: `https://${host}/billing` }

share(async () => {
  await customer('long')
  await api.customers.update(id, {
    name: 'Donaudampfschifffahrtsgesellschaft mbH & Co. KG',
    email: 'buchhaltung.rechnungen@donaudampfschifffahrtsgesellschaft-wien.example.com',
    address: { line1: longer, city: longer, postalCode: '1010', country: 'AT' },
  })
  await api.products.create({ id: 'prod_long', name: product })
  const recurring = { interval: 'month', intervalCount: 1 }
  const price = { id: 'price_long', product: 'prod_long', currency: 'usd', unitAmount: 900, recurring }
  await api.prices.create(price)
  await api.subscriptions.update(subscriptionId, { price: 'price_long' })
  await api.products.update('prod_enterprise', { name: longer + longer })
  const lines = [{ description: longer, amount: 25_000 }]
  const { id: draft } = await api.invoices.create({ customer: id, currency: 'usd', lines })
  await api.invoices.finalize(draft)
})

/** What sticks out of the page, or of the box around it; what scrolls by itself does not. */
function outside(page) {
  return page.evaluate(() => {
    const sides = (element) => element.getBoundingClientRect()
    const boxes = '.pay-section, .pay-dialog, .bar > div, .body, .over, main, header, article'
    const sticksOut = (element) => {
      const box = element.parentElement.closest(boxes)
      if (
        !box ||
        element.matches('dialog') ||
        element.closest('.pay-scroll, .pay-hidden, .skip, thead, option')
      )
        return false
      const { left, right, width } = sides(element)
      return width > 0 && (right > sides(box).right + 1 || left < sides(box).left - 1)
    }
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
    const found = [...document.querySelectorAll('body *')].filter(sticksOut)
    return [
      ...(wide > 0 ? [`the page, by ${wide} px`] : []),
      ...found.map(
        ({ tagName, className, textContent }) => `${tagName}.${className} ${textContent.slice(0, 40)}`,
      ),
    ]
  })
}

async function fits(page, name, width) {
  assert.deepEqual(await outside(page), [], `${name} at ${width}`)
  if (!process.env.PICTURES) return
  mkdirSync(process.env.PICTURES, { recursive: true })
  await page.screenshot({ path: `${process.env.PICTURES}/long-${name}-${width}.png`, fullPage: true })
}

const views = {
  home: async () => undefined,
  details: (page) => button(page, 'Change').click(),
  cancel: (page) => button(page, 'Cancel plan').click(),
  change: async (page) => {
    await button(page, 'Change plan').click()
    await page.getByRole('radio', { name: new RegExp(longer) }).check()
  },
  review: async (page) => {
    await views.change(page)
    await button(page, 'See what it costs').click()
    await page.locator('.pay-dialog .pay-strong').waitFor()
  },
  invoice: async (page) => {
    await page.locator('.pay-table a').first().click()
    await page.locator('.title').waitFor()
  },
  activity: (page) => page.getByRole('link', { name: 'Activity' }).click(),
}

for (const width of [320, 768, 1280]) {
  const context = { viewport: { width, height: 800 }, reducedMotion: 'reduce' }

  test(`the portal holds long words at ${width}`, async () => {
    const { page, leave } = await visit(asked, context)
    for (const [name, go] of Object.entries(views)) {
      await page.goto(`${here.portal.url}/portal`)
      await page.locator('.pay-plan').first().waitFor()
      await page.waitForLoadState('networkidle')
      await go(page)
      await page.waitForLoadState('networkidle')
      await fits(page, name, width)
    }
    await leave()
  })

  test(`a flow that is done holds long words at ${width}`, async () => {
    const flowData = { type: 'customer_update', afterCompletion: { type: 'confirmation', message: longer } }
    const { page, leave } = await visit({ ...asked, flowData }, context)
    await page.getByLabel('Name').first().fill(`${longer} ${width}`)
    await button(page, 'Save').click()
    await page.getByRole('heading', { name: 'Done' }).waitFor()
    await fits(page, 'done', width)
    await leave()
  })

  test(`plain pages hold long words at ${width}`, async () => {
    const { page, leave } = await visit(asked, { ...context, javaScriptEnabled: false })
    await fits(page, 'plain', width)
    await page.goto(`${here.portal.url}/portal/cancel?subscription=${subscriptionId}`)
    await fits(page, 'plain-cancel', width)
    const [{ hostedUrl }] = await api.invoices.list({ customer: id })
    await page.goto(hostedUrl)
    await fits(page, 'plain-invoice', width)
    await leave()
  })
}
