// The console as analysts and auditors use it: Chromium against the real binary.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { Payments } from 'payments.do'
import { adminKey, Portal, root } from '../../sdk/tests/portal.mjs'
import { api, browser, customer, here, share, violations, visit } from './browser.mjs'

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
  await step.getByRole('button', { name: 'Prove it' }).click()
  await step.getByText(/In the log of \d+ events/).waitFor()
  assert.deepEqual(await violations(page), [])
  await picture(page, 'story')
  await leave()
})

test('status says how far behind the views are', async () => {
  const { page, leave } = await signIn(key.secret, { colorScheme: 'dark' })
  await page.getByRole('link', { name: 'Status' }).click()
  await page.getByText('ready', { exact: true }).waitFor()
  await page.getByText(/^0 events$/).waitFor()
  await page.getByText(/^\d[\d.]* [KMGT]iB of \d/).waitFor()
  await page.getByText('Nothing waits to be delivered.').waitFor()
  await page.getByText('The server knows of no backup').waitFor()
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
