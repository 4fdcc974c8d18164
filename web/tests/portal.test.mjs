// The hosted portal as customers use it: Chromium against the real binary.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { root } from '../../sdk/tests/portal.mjs'
import {
  api,
  button,
  configured,
  customer,
  everything,
  here,
  returnUrl,
  share,
  text,
  violations,
  visit,
} from './browser.mjs'

share()

test('the first view is one HTML response with its data; nothing comes from elsewhere', async () => {
  const id = await customer('first')
  const { page, wrong, requests, leave } = await visit({ customer: id })
  await page.waitForLoadState('networkidle')
  assert.match(await text(page), /Pro × 3[\s\S]*\$147\.00 a month[\s\S]*Next charge on/)
  assert.deepEqual(
    requests.filter((one) => !one.url().startsWith(here.portal.url)).map((one) => one.url()),
    [],
  )
  const asked = requests
    .filter((one) => one.resourceType() === 'fetch')
    .map((one) => new URL(one.url()).pathname)
  // Usage stands below; the words of refusals come when there is nothing else to do.
  assert.ok(
    asked.every((path) => path.startsWith('/usage') || path === '/portal/assets/refusals.en.json'),
    asked.join(),
  )
  const programs = requests
    .filter((one) => one.resourceType() === 'script' && one.url().includes('/portal/assets/'))
    .map((one) => new URL(one.url()))
  assert.equal(new Set(programs.map(({ pathname }) => pathname)).size, programs.length, programs.join())
  assert.ok(programs.every(({ search }) => search === ''))
  assert.ok(programs.some(({ pathname }) => pathname.includes('/PlanQuestions-')))
  assert.deepEqual(wrong, [])
  assert.equal(await page.title(), 'Manage your Acme plan')
  await leave()
})

test('without scrolling a phone says what I have, what I pay and when, and how to stop', async () => {
  const id = await customer('phone')
  const { page, leave } = await visit({ customer: id }, { viewport: { width: 360, height: 640 } })
  for (const shown of [
    page.getByText('Pro × 3'),
    page.getByText('$147.00 a month'),
    page.getByText(/Next charge on/),
    button(page, 'Cancel plan'),
  ]) {
    const box = await shown.boundingBox()
    assert.ok(box && box.y + box.height <= 640, JSON.stringify(box))
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 360, `${wide} px wide`)
  await leave()
})

test('cancelling asks why, says when it ends, and can be taken back; all by keyboard', async () => {
  const id = await customer('keys')
  const { page, wrong, leave } = await visit({ customer: id })
  await button(page, 'Cancel plan').focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  assert.match(await dialog.innerText(), /Cancel Pro × 3\?[\s\S]*stays yours until/)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Cancel plan')
  await page.keyboard.press('Enter')
  await page.getByLabel('I do not use it').focus()
  await page.keyboard.press('Space')
  await button(page, 'Go on').focus()
  await page.keyboard.press('Enter')
  await button(page, 'Yes, cancel my plan').focus()
  await page.keyboard.press('Enter')
  await page.getByText('You will not be charged again.').waitFor()
  const ended = await api.subscriptions.get('sub_keys')
  assert.equal(ended.cancelAtPeriodEnd, true)
  assert.equal((await api.cancellations.list(id))[0].survey.reason, 'unused')
  await button(page, 'Keep my plan').focus()
  await page.keyboard.press('Enter')
  await page.getByText(/goes on\. The next charge/).waitFor()
  assert.equal((await api.subscriptions.get('sub_keys')).cancelAtPeriodEnd, false)
  assert.deepEqual(wrong, [])
  await leave()
})

test('the end of a plan that is paid by use says that the use is still charged, with scripts and without', async () => {
  const id = await customer('metered')
  await api.prices.create({
    id: 'price_calls',
    product: 'prod_pro',
    currency: 'usd',
    usageType: 'metered',
    meter: 'mtr_api_calls',
    unitAmount: 2,
    recurring: { interval: 'month', intervalCount: 1 },
  })
  await api.subscriptions.update('sub_metered', { items: [{ price: 'price_calls' }] })
  const plain = await visit({ customer: id }, { javaScriptEnabled: false })
  await plain.page.getByRole('link', { name: 'Cancel plan' }).click()
  await plain.page.getByText('only what you used until then is charged').waitFor()
  await plain.leave()
  const { page, leave } = await visit({ customer: id })
  await button(page, 'Cancel plan').click()
  await page.getByText('only what you used until then is charged').waitFor()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('Then only what you have used until that day is charged.').waitFor()
  assert.doesNotMatch(await text(page), /not be charged again|nothing more is charged/)
  await leave()
})

test('a plan is changed for exactly what the page said', async () => {
  const id = await customer('changer')
  const { page, wrong, leave } = await visit({ customer: id })
  await button(page, 'Change plan').click()
  await page.getByLabel(/Enterprise/).check()
  await button(page, 'See what it costs').click()
  await page.getByText('Change to Enterprise × 3?').waitFor()
  await page.getByText(/Today you pay/).waitFor()
  assert.deepEqual(await violations(page), [])
  if (process.env.UPDATE_IMAGES) await page.screenshot({ path: `${root}docs/images/portal-change.png` })
  const said = await page.getByText(/On .* the next invoice is/).innerText()
  await page.getByRole('button', { name: /^Change the plan/ }).click()
  await page.getByText('You have Enterprise × 3 now.').waitFor()
  assert.equal((await api.subscriptions.get('sub_changer')).items[0].price, 'price_enterprise')
  const { total } = await api.invoices.upcoming(id)
  assert.ok(
    said.includes((total / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' })),
    said,
  )
  assert.deepEqual(wrong, [])
  await leave()
})

test('a plan is paused and resumed', async () => {
  const id = await customer('pauser')
  const { page, leave } = await visit({ customer: id })
  await button(page, 'Pause').click()
  await page.getByText(/60 days, until/).click()
  assert.deepEqual(await violations(page), [])
  await button(page, 'Pause the plan').click()
  await page.getByText(/Nothing is charged meanwhile/).waitFor()
  assert.equal((await api.subscriptions.get('sub_pauser')).status, 'paused')
  await button(page, 'Resume now').click()
  await page.getByText(/Pro × 3 goes on/).waitFor()
  assert.equal((await api.subscriptions.get('sub_pauser')).status, 'active')
  await leave()
})

test('an offer is shown to who wants to leave, and taking it keeps the plan', async () => {
  const id = await customer('stayer')
  const offer = {
    id: 'half',
    type: 'discount',
    message: 'Stay with us! Get 50% off for the next 3 months.',
    percentOff: 50,
    durationMonths: 3,
  }
  const configuration = await configured({
    ...everything,
    subscriptionCancel: { ...everything.subscriptionCancel, retention: { offers: [offer] } },
  })
  const { page, leave } = await visit({ customer: id, configuration })
  await button(page, 'Cancel plan').click()
  await page.getByLabel('It costs too much').check()
  await button(page, 'Go on').click()
  await page.getByText(offer.message).waitFor()
  assert.deepEqual(await violations(page), [])
  await button(page, 'Take it and stay').click()
  await page.getByText('Good that you stay. Pro × 3 goes on, with the discount.').waitFor()
  assert.equal((await api.subscriptions.get('sub_stayer')).cancelAtPeriodEnd, false)
  assert.equal((await api.cancellations.list(id))[0].offers[0].status, 'accepted')
  await leave()
})

test('billing details are changed, and only those', async () => {
  const id = await customer('details')
  const { page, leave } = await visit({ customer: id })
  await button(page, 'Change').click()
  await page.getByLabel('City').fill('Shelbyville')
  await button(page, 'Save').click()
  await page.getByText('Your details are saved.').waitFor()
  const { address, name } = await api.customers.get(id)
  assert.deepEqual([address.city, address.line1, name], ['Shelbyville', '1 Main Street', 'Acme Robotics'])
  await leave()
})

test('two tabs at once: the second sees what the first did as soon as it acts', async () => {
  const id = await customer('tabs')
  const { page, leave } = await visit({ customer: id })
  const other = await page.context().newPage()
  await other.goto(`${here.portal.url}/portal`)
  await button(other, 'Cancel plan').waitFor()
  await button(page, 'Cancel plan').click()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  await button(other, 'Cancel plan').click()
  await button(other, 'Go on').click()
  await other.getByText('You will not be charged again.').waitFor()
  const asked = (await api.events.list({ customer: id, limit: 1000 })).filter(({ type }) =>
    type.startsWith('subscription.cancel_scheduled'),
  )
  assert.equal(asked.length, 1, asked.map(({ type }) => type).join())
  await leave()
})

test('a session that ends while someone types says so, and what was typed stays', async () => {
  const id = await customer('typing')
  const { page, session, leave } = await visit({ customer: id })
  await button(page, 'Change').click()
  await page.getByLabel('City').fill('Ogdenville')
  await api.portal.sessions.revoke(session.id)
  await button(page, 'Save').click()
  await page.getByRole('heading', { name: 'Your session is over' }).waitFor()
  assert.equal(await page.getByLabel('City').inputValue(), 'Ogdenville')
  assert.equal(
    await page.getByRole('link', { name: 'Back to app.example.com' }).last().getAttribute('href'),
    returnUrl,
  )
  assert.deepEqual(await violations(page), [])
  await leave()
})

test('a server that restarts in the middle of a flow cancels once', async () => {
  const id = await customer('restart')
  const { page, leave } = await visit({ customer: id })
  await button(page, 'Cancel plan').click()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').waitFor()
  await here.portal.kill()
  await button(page, 'Yes, cancel my plan').click()
  await here.portal.run()
  await page.getByText('You will not be charged again.').or(page.getByRole('alert')).first().waitFor()
  if (await page.getByRole('alert').count()) await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  const asked = (await api.events.list({ customer: id, limit: 1000 })).filter(({ type }) =>
    type.startsWith('subscription.cancel_scheduled'),
  )
  assert.equal(asked.length, 1, asked.map(({ type }) => type).join())
  await leave()
})

test('a flow session shows its flow alone, and the way back', async () => {
  const id = await customer('flow')
  const flowData = {
    type: 'subscription_cancel',
    subscriptionId: 'sub_flow',
    afterCompletion: { type: 'confirmation', message: 'We are sorry to see you go.' },
  }
  const { page, leave } = await visit({ customer: id, flowData })
  await page.getByRole('dialog').waitFor()
  assert.doesNotMatch(await text(page), /Invoices|Payment methods/)
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('We are sorry to see you go.').waitFor()
  assert.equal(
    await page.getByRole('link', { name: 'Back to app.example.com' }).last().getAttribute('href'),
    returnUrl,
  )
  await leave()
})

test('the subscription that a session names stands first', async () => {
  const id = await customer('several')
  for (const at of [1, 2]) {
    await api.subscriptions.create({ id: `sub_several_${at}`, customer: id, price: 'price_enterprise' })
  }
  for (const named of await api.subscriptions.list({ customer: id })) {
    const { page, leave } = await visit({ customer: id, subscription: named.id })
    const plans = page.locator('.pay-plan', { hasText: 'Next charge on' })
    await plans.first().waitFor()
    assert.equal(await plans.count(), 3)
    const name = named.id === 'sub_several' ? 'Pro × 3' : 'Enterprise'
    assert.equal(await plans.first().getByRole('heading').innerText(), name)
    await leave()
  }
})

test('a country is taken however its letters are typed', async () => {
  const id = await customer('moves')
  const { page, leave } = await visit({ customer: id })
  await button(page, 'Change').click()
  await page.getByLabel('Country (two letters)').fill('de')
  await button(page, 'Save').click()
  await page.getByText('Your details are saved.').waitFor()
  assert.equal((await api.customers.get(id)).address.country, 'DE')
  await leave()
})

test('what the configuration hides is absent, and refused with the reason', async () => {
  const id = await customer('narrow')
  const configuration = await configured({
    ...everything,
    invoiceHistory: { enabled: false },
    subscriptionCancel: { enabled: false },
    paymentMethodUpdate: { enabled: false },
  })
  const { page, leave } = await visit({ customer: id, configuration })
  await page.getByText('Pro × 3').waitFor()
  assert.doesNotMatch(await text(page), /Invoices|Cancel plan|Add a card|Remove/)
  const refused = await page.evaluate(async () => {
    const answer = await fetch('/invoices')
    return [answer.status, (await answer.json()).error]
  })
  assert.equal(refused[0], 403)
  assert.match(refused[1].message, /switched off in the portal configuration/)
  await leave()
})

test('without JavaScript the invoices are there, and the plan is cancelled and kept', async () => {
  const id = await customer('plain')
  const { page, leave } = await visit({ customer: id }, { javaScriptEnabled: false })
  assert.match(await text(page), /Invoices[\s\S]*-0001[\s\S]*147\.00/)
  assert.equal(
    await page.locator('#plain').evaluate((element) => getComputedStyle(element).visibility),
    'visible',
  )
  await page.getByRole('link', { name: 'Cancel plan' }).click()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText(/Ends on/).waitFor()
  assert.equal((await api.subscriptions.get('sub_plain')).cancelAtPeriodEnd, true)
  await button(page, 'Keep my plan').click()
  await page.getByText(/Next charge on/).waitFor()
  await leave()
})

test('signing out leads back and ends the session', async () => {
  const id = await customer('leaver')
  const { page, session, leave } = await visit({ customer: id })
  await page.route(`${returnUrl}**`, (route) => route.fulfill({ body: 'the app' }))
  await button(page, 'Sign out').click()
  await page.waitForURL(returnUrl)
  assert.equal((await api.portal.sessions.get(session.id)).status, 'ended')
  await leave()
})

test("a brand's colour is kept where it can be read, and repaired where it cannot", async () => {
  const id = await customer('brand')
  for (const primaryColor of ['#ffee00', '#101010', '#808080']) {
    const configuration = await configured(everything, { branding: { primaryColor } })
    for (const colorScheme of ['light', 'dark']) {
      const { page, leave } = await visit({ customer: id, configuration }, { colorScheme })
      await button(page, 'Pay $250.00').waitFor()
      assert.deepEqual(await violations(page), [], `${primaryColor} ${colorScheme}`)
      await leave()
    }
  }
})

test('with the processor four times slower, the first view is there within a second', async () => {
  const id = await customer('slow')
  const times = []
  // Other work on the machine must not fail this, so the first load that is fast enough settles it: a page
  // that cannot do it never does.
  for (let round = 0; round < 8 && !(Math.min(...times) < 1000); ++round) {
    const { page, leave } = await visit({ customer: id })
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await page.reload()
    await button(page, 'Cancel plan').waitFor()
    times.push(
      await page.evaluate(
        () =>
          new Promise((done) => {
            new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({
              type: 'largest-contentful-paint',
              buffered: true,
            })
          }),
      ),
    )
    await leave()
  }
  assert.ok(Math.min(...times) < 1000, times.join())
})
