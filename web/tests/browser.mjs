// Debian's Chromium on pages of the real binary.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'
import { Payments } from 'payments.do'
import { adminKey, Portal } from '../../sdk/tests/portal.mjs'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })

/** What the tests of a file share: a browser, a portal of `world()`, and its API. */
export let browser, here, api

/** Starts them before the first test, `fill`s the portal, and ends them after the last. */
export function share(fill = async () => undefined) {
  before(async () => {
    here = await world()
    api = here.api
    browser = await launch()
    await fill()
  })
  after(async () => {
    await browser?.close()
    await here?.close()
  })
}

export const text = (page) => page.locator('body').innerText()
export const button = (page, name) => page.getByRole('button', { name, exact: true })

/** A configuration of its own for a session. */
export async function configured(features, more = {}) {
  const { id } = await api.portal.configurations.create({ name: 'Own', features, ...more })
  return id
}

const month = { interval: 'month', intervalCount: 1 }
const on = { enabled: true }
export const everything = {
  invoiceHistory: on,
  paymentMethodUpdate: on,
  usage: on,
  credits: on,
  subscriptionUpdate: {
    enabled: true,
    products: [{ product: 'prod_pro', quantity: { minimum: 1, maximum: 50 } }, 'prod_enterprise'],
    prorationBehavior: 'create_prorations',
  },
  subscriptionCancel: {
    enabled: true,
    mode: 'at_period_end',
    cancellationReason: {
      enabled: true,
      options: ['too_expensive', 'missing_features', 'switched_service', 'unused', 'other'],
    },
  },
  subscriptionPause: { enabled: true, maxDuration: 90 },
  customerUpdate: { enabled: true, allowedUpdates: ['name', 'email', 'address', 'tax_id'] },
}

/** A portal with a catalog and one customer who has a bit of everything. */
async function world() {
  const portal = await Portal.start({ flags: ['--clock', 'test'] })
  const api = Payments({ apiKey: adminKey, baseUrl: portal.url })
  await api.products.create({ id: 'prod_pro', name: 'Pro' })
  await api.products.create({ id: 'prod_enterprise', name: 'Enterprise' })
  await api.prices.create({
    id: 'price_pro',
    product: 'prod_pro',
    currency: 'usd',
    unitAmount: 4900,
    recurring: month,
  })
  await api.prices.create({
    id: 'price_enterprise',
    product: 'prod_enterprise',
    currency: 'usd',
    unitAmount: 49000,
    recurring: month,
  })
  await api.meters.create({
    id: 'mtr_api_calls',
    name: 'api_calls',
    eventType: 'api.call',
    unit: 'calls',
    aggregation: { type: 'sum', property: 'calls' },
  })
  await api.portal.configurations.create({
    id: 'pc_default',
    name: 'Default',
    isDefault: true,
    headline: 'Manage your Acme plan',
    features: everything,
    branding: { primaryColor: '#5469d4' },
    termsOfServiceUrl: 'https://example.com/terms',
    privacyPolicyUrl: 'https://example.com/privacy',
  })
  return { portal, api, close: () => portal.close() }
}

/** A customer with a plan, a card, invoices, usage and credit. */
export async function customer(name) {
  const id = `cus_${name}`
  await api.customers.create({
    id,
    name: 'Acme Robotics',
    email: 'billing@acme.example',
    timeZone: 'America/New_York',
    address: { line1: '1 Main Street', city: 'Springfield', postalCode: '12345', country: 'US' },
  })
  await api.paymentMethods.attach({ customer: id, token: 'pm_card_visa' })
  await api.subscriptions.create({ id: `sub_${name}`, customer: id, price: 'price_pro', quantity: 3 })
  const draft = await api.invoices.create({
    customer: id,
    currency: 'usd',
    lines: [{ description: 'Onboarding', amount: 25_000 }],
  })
  await api.invoices.finalize(draft.id)
  await api.credits.grant({ customer: id, amount: 1500, currency: 'usd', name: 'Welcome' })
  await api.usage.record([{ customer: id, meter: 'api_calls', value: 544 }])
  return id
}

export const returnUrl = 'https://app.example.com/billing'

/** Opens a portal link as a person does, with `routes` in the way of its requests; collects what is wrong in it. */
export async function visit(ask, context = {}, routes = {}) {
  const { portal } = here
  const session = await api.portal.createSession({ returnUrl, ...ask })
  const inside = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    ...context,
  })
  const page = await inside.newPage()
  const wrong = []
  const requests = []
  page.on('pageerror', (error) => wrong.push(String(error)))
  page.on('console', (message) => {
    // The browser itself logs answers of 4xx; the page tells people about those.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      wrong.push(message.text())
  })
  page.on('request', (request) => requests.push(request))
  for (const [address, answer] of Object.entries(routes)) await page.route(address, answer)
  await page.goto(session.url)
  if (context.javaScriptEnabled === false) await page.locator('#open button').click()
  await page.waitForURL(`${portal.url}/portal`)
  if (context.javaScriptEnabled !== false) await page.locator('#content').waitFor()
  return { page, session, wrong, requests, leave: () => inside.close() }
}

/** The rules of WCAG 2.2 AA that a program can check; each violation in a line. */
export async function violations(page) {
  await page.evaluate(axeSource)
  const { violations: found } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  )
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
  )
}
