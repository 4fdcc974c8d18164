// The console as analysts and auditors use it: Chromium against the real binary.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { Payments } from 'payments.do'
import { adminKey, Portal, root } from '../../sdk/tests/portal.mjs'
import { api, browser, customer, everything, here, share, violations, visit } from './browser.mjs'

let key

share(async () => {
  await customer('story')
  key = await api.keys.create({ name: 'Auditor', role: 'admin' })
})

async function signIn(secret, context = {}, url = here.portal.url) {
  const inside = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context })
  const page = await inside.newPage()
  const wrong = []
  page.on('pageerror', (error) => wrong.push(String(error)))
  page.on(
    'console',
    (message) =>
      message.type() === 'error' &&
      !message.text().startsWith('Failed to load') &&
      wrong.push(message.text()),
  )
  await page.goto(`${url}/console`)
  await page.getByLabel('Secret key').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  return { page, wrong, leave: () => inside.close() }
}

/** Waits until it is so: what the server does by itself. */
async function until(isSo) {
  for (const end = Date.now() + 20_000; !isSo();) {
    if (Date.now() > end) assert.fail(`never: ${isSo}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

async function picture(page, name) {
  if (!process.env.UPDATE_IMAGES) return
  mkdirSync(`${root}docs/images`, { recursive: true })
  await page.screenshot({ path: `${root}docs/images/console-${name}.png` })
}

test('a key that opens nothing is told so', async () => {
  const { page, leave } = await signIn('sk_wrong')
  await page.getByRole('alert').waitFor()
  assert.deepEqual(await violations(page), [])
  await leave()
})

test('the log is shown as it grows, and filtered by the address', async () => {
  const { page, wrong, leave } = await signIn(key.secret)
  await page.getByText('live', { exact: true }).waitFor()
  await page.getByText('subscription.created').first().waitFor()
  await api.products.create({ id: 'prod_live', name: 'Live' })
  await page.getByText('product.created').first().waitFor()
  assert.deepEqual(await violations(page), [])
  await picture(page, 'log')
  await page.getByLabel('Types, such as subscription.*').fill('payment_method.*')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.waitForURL(/#\/log\?types=payment_method/)
  await page.locator('.event').first().waitFor()
  await page.getByText('product.created').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.event').count(), await page.getByText('payment_method.').count())
  assert.deepEqual(wrong, [])
  await leave()
})

test("a customer's story says who did what, what changed, and proves it", async () => {
  const { page: portal, leave: out } = await visit({ customer: 'cus_story' })
  await portal.getByRole('button', { name: 'Cancel plan', exact: true }).click()
  await portal.getByLabel('I do not use it').check()
  await portal.getByLabel(/Anything you want to tell us/).fill('We moved on.')
  await portal.getByRole('button', { name: 'Go on' }).click()
  await portal.getByRole('button', { name: 'Yes, cancel my plan' }).click()
  await portal.getByText('You will not be charged again.').waitFor()
  await out()
  const { page, leave } = await signIn(key.secret)
  await page.getByText('live', { exact: true }).waitFor()
  await page.goto(`${here.portal.url}/console#/actions?customer=cus_story&action=cancellation.confirm`)
  const step = page.locator('.event').first()
  await step.getByText('The customer, in the portal, confirmed the cancellation').click()
  await step.getByRole('cell', { name: 'confirmed' }).first().waitFor()
  await step.getByText(/127\.0\.0\.1 Mozilla/).waitFor()
  await step.getByRole('button', { name: 'Prove it' }).click()
  await step.getByText(/In the log of \d+ events/).waitFor()
  assert.deepEqual(await violations(page), [])
  await picture(page, 'story')
  await page.goto(`${here.portal.url}/console#/actions?customer=cus_story`)
  const begun = page.locator('.event', { hasText: 'The customer, in the portal, began to cancel' })
  await begun.locator('summary').click()
  await begun.getByText('unused: “We moved on.”').waitFor()
  await leave()
})

test('the story of a payment says what came of it, and who is meant', async () => {
  const id = 'cus_declined'
  await api.customers.create({ id, email: 'declined@example.com' })
  await api.paymentMethods.attach({ customer: id, token: 'pm_card_chargeCustomerFail' })
  const draft = await api.invoices.create({
    customer: id,
    currency: 'usd',
    lines: [{ description: 'Onboarding', amount: 900 }],
  })
  await api.invoices.finalize(draft.id)
  const { page: portal, leave: out } = await visit({ customer: id })
  const pay = portal.getByRole('button', { name: 'Pay $9.00' })
  await pay.click()
  await portal.getByText(/Try another card/).waitFor()
  await api.paymentMethods.attach({
    customer: id,
    token: 'pm_card_authenticationRequired',
    setAsDefault: true,
  })
  await pay.click()
  await portal.getByText('Your bank asks: is it you who pays $9.00?').waitFor()
  await portal.getByRole('button', { name: 'Yes, it is me' }).click()
  await portal.getByText(/Invoice \S+ is paid/).waitFor()
  const again = (path) =>
    fetch(path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
  assert.equal(
    await portal.evaluate(`(${again})('/invoices/${draft.id}/pay').then(({ status }) => status)`),
    409,
  )
  await out()
  const { page, leave } = await signIn(key.secret)
  await page.goto(`${here.portal.url}/console#/actions`)
  const rows = page.locator('.event summary', { hasText: id })
  for (const words of [
    'The customer, in the portal, tried to pay the invoice: it failed',
    'The customer, in the portal, asked to pay the invoice: the bank asks first',
    'The customer, in the portal, confirmed the payment',
    'The customer, in the portal, tried to pay the invoice',
  ]) {
    await rows.filter({ has: page.getByText(words, { exact: true }) }).waitFor()
  }
  assert.equal(await rows.filter({ hasText: 'paid the invoice' }).count(), 0)
  assert.deepEqual(await violations(page), [])
  await leave()
})

test('a story that is longer than a page goes on, at an address of its own', async () => {
  await api.customers.create({ id: 'cus_long' })
  for (let at = 0; at < 55; ++at) await api.customers.update('cus_long', { name: `Name ${at}` })
  const { page, wrong, leave } = await signIn(key.secret)
  await page.goto(`${here.portal.url}/console#/actions?customer=cus_long`)
  await page.waitForFunction(() => document.querySelectorAll('.event').length === 50)
  await page.getByRole('link', { name: 'Earlier' }).click()
  await page.waitForURL(/#\/actions\?customer=cus_long&before=/)
  await page.waitForFunction(() => document.querySelectorAll('.event').length === 6)
  await page.getByText('An app created the customer').waitFor()
  await page.reload()
  await page.waitForFunction(() => document.querySelectorAll('.event').length === 6)
  await page.getByRole('link', { name: 'Newest' }).click()
  await page.waitForFunction(() => document.querySelectorAll('.event').length === 50)
  assert.deepEqual(await violations(page), [])
  assert.deepEqual(wrong, [])
  await leave()
})

test('status says how far behind the views are', async () => {
  const { page, leave } = await signIn(key.secret, { colorScheme: 'dark' })
  await page.getByRole('link', { name: 'Status' }).click()
  await page.getByText('ready', { exact: true }).waitFor()
  await page.getByText(/^0 events$/).waitFor()
  await page.getByText(/^\d[\d.]* [KMGT]iB of \d/).waitFor()
  await page.getByText('Nothing waits to be delivered.').waitFor()
  await page.getByText(/The server knows of no backup\. portal backup/).waitFor()
  assert.deepEqual(await violations(page), [])
  await picture(page, 'status')
  await leave()
})

test('status names the webhook that has waited longest, and the last backup', async () => {
  const inside = await Portal.start({ flags: ['--clock', 'test'], settings: { WEBHOOKS_INSIDE: 'yes' } })
  try {
    const there = Payments({ apiKey: adminKey, baseUrl: inside.url })
    // A port where nobody listens: the delivery fails and waits.
    await there.webhookEndpoints.create({ id: 'we_dead', url: 'http://localhost:9/hooks', events: ['*'] })
    await there.products.create({ id: 'prod_first', name: 'First' })
    writeFileSync(`${inside.folder}/data/last-backup`, '')
    const { page, leave } = await signIn(adminKey, {}, inside.url)
    await page.getByRole('link', { name: 'Status' }).click()
    await page.getByText(/^product\.created, for \d+ min, position \d+/).waitFor()
    await page.getByText('fresh', { exact: true }).waitFor()
    assert.deepEqual(await violations(page), [])
    await page.getByRole('link', { name: 'we_dead' }).click()
    await page.waitForURL(/#\/webhooks\?endpoint=we_dead/)
    await leave()
  } finally {
    await inside.close()
  }
})

test('a delivery is resent, and a stretch of the log replayed, from the browser', async () => {
  const got = []
  const receiver = createServer((request, answer) => {
    got.push(request.headers['webhook-id'])
    request.resume().on('end', () => answer.end())
  })
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done))
  const inside = await Portal.start({ settings: { WEBHOOKS_INSIDE: 'yes' } })
  try {
    const there = Payments({ apiKey: adminKey, baseUrl: inside.url })
    const url = `http://127.0.0.1:${receiver.address().port}/hooks`
    await there.webhookEndpoints.create({ id: 'we_app', url, events: ['product.*'] })
    await there.products.create({ id: 'prod_one', name: 'One' })
    await there.products.create({ id: 'prod_two', name: 'Two' })
    const { page, wrong, leave } = await signIn(adminKey, {}, inside.url)
    await page.getByRole('link', { name: 'Webhooks' }).click()
    await page.getByRole('link', { name: url }).click()
    await page.waitForURL(/#\/webhooks\?endpoint=we_app/)
    const rows = page.locator('tbody tr', { hasText: 'product.created' })
    await rows.nth(1).waitFor()
    await until(() => got.length === 2)
    const [first] = got

    await rows.last().getByRole('button', { name: 'Resend' }).click()
    await page.getByText(`Event ${first.replace('evt_', '')} is sent again.`).waitFor()
    await until(() => got.length === 3)
    assert.equal(got[2], first, 'under the same id')
    assert.deepEqual(await violations(page), [])

    await page.getByLabel(/^Send everything again after position/).fill(first.replace('evt_', ''))
    await page.getByRole('button', { name: 'Replay' }).click()
    await page.getByText(/^Everything after position \d+ is sent again/).waitFor()
    await until(() => got.length === 4)
    assert.equal(got[3], got[1], 'what came after it, and no more')
    assert.deepEqual(wrong, [])
    await leave()
  } finally {
    await inside.close()
    receiver.close()
  }
})

test('a running experiment is plotted with its intervals and what can be said so far', async () => {
  const offers = [
    { id: 'half', type: 'discount', message: 'Half price.', percentOff: 50, durationMonths: 3 },
    { id: 'gift', type: 'credit', message: 'Ten dollars.', amount: 1000, currency: 'usd' },
  ]
  const variants = [
    { name: 'half', weight: 50, offers: ['half'] },
    { name: 'gift', weight: 50, offers: ['gift'] },
  ]
  const retention = { offers, experiment: { id: 'exp_offers', variants } }
  const subscriptionCancel = { ...everything.subscriptionCancel, retention }
  await api.portal.configurations.update('pc_default', { features: { ...everything, subscriptionCancel } })
  const seen = { half: 0, gift: 0 }
  for (let number = 0; number < 30; ++number) {
    const id = `cus_leaver${number}`
    await api.customers.create({ id })
    await api.paymentMethods.attach({ customer: id, token: 'pm_card_visa' })
    const { id: plan } = await api.subscriptions.create({ customer: id, price: 'price_pro' })
    const story = await api.cancellations.start(plan, { reason: number % 3 ? 'unused' : 'too_expensive' })
    ++seen[story.variant]
    const [{ offer }] = story.offers
    if (offer === 'gift') await api.cancellations.accept(story.id, { offer })
    else await api.cancellations.confirm(story.id, {})
  }
  const { page, wrong, leave } = await signIn(key.secret)
  await page.getByRole('link', { name: 'Analytics' }).click()
  const experiment = page.getByRole('region', { name: 'Experiment exp_offers' })
  await experiment.getByText(`seen by ${seen.gift}: ${seen.gift} stayed, 0 left`).waitFor()
  assert.match(await experiment.innerText(), /running[\s\S]*100 points more than with half; a difference/)
  for (const [variant, words] of [
    ['half', /^half: 0 % \(0 % to \d/],
    ['gift', /^gift: 100 % \(\d[\d.]* % to 100 %\)/],
  ]) {
    const plot = experiment.getByRole('img', { name: words })
    const [axis, interval] = await plot
      .locator('rect')
      .evaluateAll((bars) =>
        bars.map((bar) => bar.getBoundingClientRect()).map(({ left, width }) => ({ left, width })),
      )
    assert.ok(interval.width > 0.02 * axis.width && interval.width < 0.6 * axis.width, variant)
    const isRight = interval.left > axis.left + axis.width / 2
    assert.equal(isRight, variant === 'gift', 'the interval stands where its share is')
  }
  const offer = page.locator('article', { hasText: 'gift' })
  assert.match(await offer.innerText(), new RegExp(`Shown\\s+${seen.gift}\\s+Accepted\\s+${seen.gift}`))
  assert.match(
    await page.getByRole('region', { name: 'Why people leave' }).innerText(),
    /unused[\s\S]*too exp/,
  )
  assert.deepEqual(await violations(page), [])
  await picture(page, 'analytics')
  await page.getByLabel('From', { exact: true }).fill('2025-01-01')
  await page.getByLabel('To', { exact: true }).fill('2025-01-31')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.waitForURL(/#\/analytics\?from=2025-01-01&to=2025-01-31/)
  await page.getByText('Nobody gave a reason in this time.').waitFor()
  assert.deepEqual(wrong, [])
  await leave()
})

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 768, 1280]) {
    test(`there is room for it and it can be read: ${width} ${colorScheme}`, async () => {
      const { page, wrong, leave } = await signIn(key.secret, {
        viewport: { width, height: 800 },
        colorScheme,
        reducedMotion: 'reduce',
      })
      await page.locator('.event').first().waitFor()
      for (const view of ['log', 'actions', 'analytics', 'webhooks', 'status', 'nothing']) {
        await page.goto(`${here.portal.url}/console#/${view}`)
        await page.locator('.title').waitFor()
        await page.waitForFunction(() => !document.querySelector('.pay-skeleton'))
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(wide <= width, `${view} is ${wide} px wide`)
        assert.deepEqual(await violations(page), [], view)
        if (process.env.PICTURES) {
          mkdirSync(process.env.PICTURES, { recursive: true })
          const path = `${process.env.PICTURES}/console-${view}-${width}-${colorScheme}.png`
          await page.screenshot({ path, fullPage: view !== 'log' })
        }
      }
      assert.deepEqual(wrong, [])
      await leave()
    })
  }
}

test('revoking the key closes the console', async () => {
  const other = await api.keys.create({ name: 'Gone', role: 'analyst' })
  const { page, leave } = await signIn(other.secret)
  await page.getByText('live', { exact: true }).waitFor()
  await api.keys.revoke(other.id)
  // Whatever is asked for next is refused, and the page asks for a key.
  await page.goto(`${here.portal.url}/console#/log?types=product.*`)
  await page.getByLabel('Secret key').waitFor()
  await leave()
})
