// The components in a page of somebody's own, with a customer token: what binds the customer is the default portal
// configuration, whether the page knows it or not.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { build } from 'vite'
import { root } from '../../sdk/tests/portal.mjs'
import { api, browser, button, customer, everything, here, share, text, violations } from './browser.mjs'

const scopes = [
  ...['subscriptions:read', 'subscriptions:write', 'invoices:read', 'invoices:write', 'usage:read'],
  ...['payment_methods:read', 'payment_methods:write', 'credits:read', 'customer:read', 'customer:write'],
  'cancellations:write',
]

const app = `
import { createElement as h, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { PaymentsPortal, PaymentsProvider } from '${root}sdk/dist/esm/react/index.js'
const { token, ...portal } = JSON.parse(document.getElementById('given').textContent)
const provider = { token, baseUrl: location.origin, locale: 'en-US', timeZone: 'UTC' }
createRoot(document.getElementById('root')).render(
  h(StrictMode, null, h(PaymentsProvider, provider, h(PaymentsPortal, portal))),
)`

let program

share()
before(async () => {
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    root: join(root, 'web'),
    base: '/own/',
    plugins: [
      {
        name: 'app',
        resolveId: (id) => (id === 'virtual:app' ? '\0app' : undefined),
        load: (id) => (id === '\0app' ? app : undefined),
      },
    ],
    build: { write: false, target: 'es2022', rollupOptions: { input: 'virtual:app' } },
  })
  program = made.output
})

const styles = readFileSync(join(root, 'sdk/dist/styles.css'), 'utf8')

/** A page with the portal inside, at the portal's own address. */
async function embedded(id, given = {}) {
  const { secret: token } = await api.customers.createToken(id, { scopes, expiresIn: 3600 })
  const inside = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await inside.newPage()
  const props = JSON.stringify({ token, customerId: id, ...given })
  await page.route('**/own/**', (route) => {
    const file = program.find(({ fileName }) => route.request().url().endsWith(`/own/${fileName}`))
    if (file) return route.fulfill({ contentType: 'text/javascript', body: file.code })
    const { fileName } = program.find(({ isEntry }) => isEntry)
    const body = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Own</title>
      <style>${styles}</style><main><h1>Billing</h1><div id="root"></div></main>
      <script type="application/json" id="given">${props}</script><script type="module" src="/own/${fileName}"></script>`
    return route.fulfill({ contentType: 'text/html', body })
  })
  await page.goto(`${here.portal.url}/own/page`)
  await page.getByRole('heading', { name: 'Plan', exact: true }).waitFor()
  await page.waitForLoadState('networkidle')
  return { page, leave: () => inside.close() }
}

const binding = (features) => api.portal.configurations.update('pc_default', { features })
const cancelling = (more) =>
  binding({ ...everything, subscriptionCancel: { ...everything.subscriptionCancel, ...more } })
const surveyed = {
  cancellationReason: { enabled: true, options: ['too_expensive', 'other'] },
  retention: { offers: [], surveyRequired: true },
}

/** What a page believes that read the configuration long ago. */
const outdated = {
  features: {
    ...everything,
    subscriptionUpdate: { ...everything.subscriptionUpdate, products: [] },
    subscriptionCancel: {
      ...everything.subscriptionCancel,
      cancellationReason: undefined,
      retention: undefined,
    },
  },
}

test('the portal reads by itself what binds it', async () => {
  await binding({
    ...everything,
    subscriptionCancel: { ...everything.subscriptionCancel, ...surveyed },
    subscriptionPause: { enabled: false },
    paymentMethodUpdate: { enabled: false },
    invoiceHistory: { enabled: false },
  })
  const { page, leave } = await embedded(await customer('asking'))
  for (const name of ['Pause', 'Add a card', 'Remove'])
    assert.equal(await button(page, name).count(), 0, name)
  assert.equal(await page.getByRole('heading', { name: 'Invoices' }).count(), 0)
  await button(page, 'Cancel plan').click()
  await page.getByRole('dialog').getByLabel('It costs too much').check()
  await leave()
})

test('a page that does not know that a reason is required asks for it once the server does', async () => {
  await cancelling(surveyed)
  const id = await customer('unknowing')
  const { page, leave } = await embedded(id, { features: ['subscription'], configuration: outdated })
  await button(page, 'Cancel plan').click()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('choose one of the reasons').waitFor()
  assert.deepEqual(await violations(page), [])

  // None that this configuration offers: it says so, and is not offered again.
  await page.getByLabel('I do not use it').check()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('This reason cannot be chosen here.').waitFor()
  assert.equal(await page.getByLabel('I do not use it').count(), 0)
  await page.getByLabel('It costs too much').check()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  const [story] = await api.cancellations.list(id)
  assert.equal(story.survey.reason, 'too_expensive')
  await leave()
})

test('a page that knows the configuration asks its reasons before anything begins', async () => {
  await cancelling(surveyed)
  const id = await customer('knowing')
  const configuration = await api.portal.configurations.get('pc_default')
  const { page, leave } = await embedded(id, { features: ['subscription'], configuration })
  await button(page, 'Cancel plan').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('It costs too much').check()
  assert.equal(await dialog.getByRole('radio').count(), 2)
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  await leave()
})

test('a plan that is refused is not to be chosen again, and the others are', async () => {
  const products = ['prod_pro']
  await binding({ ...everything, subscriptionUpdate: { ...everything.subscriptionUpdate, products } })
  await api.products.create({ id: 'prod_starter', name: 'Starter' })
  const cheap = { product: 'prod_starter', currency: 'usd', unitAmount: 1900 }
  await api.prices.create({ ...cheap, recurring: { interval: 'month', intervalCount: 1 } })
  const given = { features: ['subscription'], configuration: outdated }
  const { page, leave } = await embedded(await customer('refused'), given)
  await button(page, 'Change plan').click()
  const choose = async (name) => {
    await page.getByRole('radio', { name }).check()
    await button(page, 'See what it costs').click()
    await page.getByRole('alert').waitFor()
    assert.equal(await button(page, 'Try again').count(), 0)
    await button(page, 'Choose another').click()
  }
  await choose(/Enterprise/)
  assert.equal(
    await page.getByRole('radio', { name: /Enterprise.*This plan cannot be chosen/ }).isDisabled(),
    true,
  )
  assert.deepEqual(await violations(page), [])
  await choose(/Starter/)
  await page.getByText('There is no other plan to change to.').waitFor()
  await leave()
})

test('a page that does not know what is switched off says so to customers, in words for them', async () => {
  await binding({ subscriptionCancel: { enabled: false } })
  const given = { features: ['subscription'], configuration: outdated }
  const { page, leave } = await embedded(await customer('off'), given)
  await button(page, 'Cancel plan').click()
  await button(page, 'Go on').click()
  await page.getByText('This is switched off for customers here.').waitFor()
  await leave()
})

test('what the configuration switches off is not shown, as in the hosted portal', async () => {
  const off = Object.fromEntries(Object.keys(everything).map((name) => [name, { enabled: false }]))
  await binding(off)
  const id = await customer('nothing')
  const configuration = await api.portal.configurations.get('pc_default')
  const { page, leave } = await embedded(id, { configuration })
  await page.getByText('Visa ending in 4242').waitFor()
  assert.deepEqual(await page.getByRole('button').allInnerTexts(), [])
  assert.doesNotMatch(await text(page), /Invoices|Usage|Credit/)
  await leave()
})
