// What customers find about themselves: their record, quantities, tax ids, how an invoice was worked out;
// other currencies, empty accounts, sections that fail, and what a configuration hides.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { Payments } from 'payments.do'
import { taxIdTypes } from '../../sdk/dist/esm/react/TaxIds.js'
import {
  api,
  browser,
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

test('my activity says what was done, by whom, when and from where', async () => {
  const id = await customer('acts')
  const { page, wrong, leave } = await visit({ customer: id })
  await button(page, 'Cancel plan').click()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  await page.getByRole('link', { name: 'Activity' }).click()
  const entries = page.locator('.pay-act')
  await entries.first().waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Activity')
  assert.match(await entries.nth(0).innerText(), /Plan cancelled\b[\s\S]*You, from 127\.0\.0\.1/)
  assert.match(await entries.nth(1).innerText(), /Portal opened[\s\S]*You, from/)
  assert.match(await entries.last().innerText(), /Account opened[\s\S]*The support$/)
  assert.doesNotMatch(await text(page), /cus_|sub_|sk_|ps_|req_/)
  assert.deepEqual(await violations(page), [])
  assert.deepEqual(wrong, [])
  await leave()
})

test('the quantity is changed for exactly what the page said, within the bounds', async () => {
  const id = await customer('seats')
  const configuration = await configured({
    ...everything,
    subscriptionUpdate: {
      enabled: true,
      products: [{ product: 'prod_pro', quantity: { minimum: 2, maximum: 10 } }, 'prod_enterprise'],
      prorationBehavior: 'always_invoice',
    },
  })
  const { page, wrong, leave } = await visit({ customer: id, configuration })
  await button(page, 'Change plan').click()
  await page.getByRole('radio', { name: /Enterprise/ }).check()
  assert.equal(await page.getByLabel('How many?').count(), 0, 'fixed for this product')
  await page.getByRole('radio', { name: /Pro .*Your plan/ }).check()
  await button(page, 'See what it costs').click()
  await page.getByText('This is what you have.').waitFor()
  await page.getByLabel('How many?').fill('11')
  await button(page, 'See what it costs').click()
  assert.equal(await page.getByText('Change to Pro').count(), 0, 'beyond what is allowed')
  await page.getByLabel('How many?').fill('5')
  assert.deepEqual(await violations(page), [])
  await button(page, 'See what it costs').click()
  await page.getByText('Change to Pro × 5?').waitFor()
  const pays = page.getByRole('button', { name: /^Change the plan and pay/ })
  const said = (await pays.innerText()).replace(/[^\d]/g, '')
  await pays.click()
  await page.getByText('You have Pro × 5 now.').waitFor()
  assert.equal((await api.subscriptions.get('sub_seats')).items[0].quantity, 5)
  const [newest] = await api.invoices.list(id)
  assert.equal(String(newest.amountDue), said)
  assert.deepEqual(wrong, [])
  await leave()
})

test('tax ids are added, corrected where they are wrong, and removed', async () => {
  const id = await customer('taxes')
  const { page, leave } = await visit({ customer: id })
  await button(page, 'Change').click()
  await button(page, 'Add a tax id').click()
  await page.getByLabel('Kind of tax id').selectOption('eu_vat')
  await page.getByLabel('Tax id', { exact: true }).fill('DE12')
  await button(page, 'Save').click()
  await page.locator('.pay-taxid .pay-error').waitFor()
  assert.equal(await page.getByLabel('Tax id', { exact: true }).inputValue(), 'DE12')
  assert.deepEqual(await violations(page), [])
  await page.getByLabel('Tax id', { exact: true }).fill('DE123456789')
  await button(page, 'Save').click()
  await page.getByText('EU VAT DE123456789').waitFor()
  assert.deepEqual((await api.customers.get(id)).taxIds, [{ type: 'eu_vat', value: 'DE123456789' }])
  await button(page, 'Change').click()
  await button(page, 'Remove the tax id DE123456789').click()
  await button(page, 'Save').click()
  await page.getByText('Your details are saved.').waitFor()
  assert.deepEqual((await api.customers.get(id)).taxIds ?? [], [])
  await leave()
})

test('the kinds of tax id are those that the server knows', async () => {
  await api.customers.create({ id: 'cus_kinds' })
  const refusal = await api.customers
    .update('cus_kinds', { taxIds: [{ type: 'none', value: '1' }] })
    .catch((error) => error)
  const known = refusal.message.replace(/.*must be one of: |\.$/g, '').split(', ')
  assert.deepEqual([...taxIdTypes], known)
})

test('an invoice says how it was computed', async () => {
  const id = await customer('sums')
  const { page, leave } = await visit({ customer: id })
  await page.getByRole('link', { name: /Details of invoice \S+-0001/ }).click()
  await page.getByText('How was this computed?').click()
  await page.getByText('$49.00 each × 3').waitFor()
  const explained = await page.locator('.pay-explained').innerText()
  assert.match(explained, /Pro \$147\.00/)
  assert.match(explained, /3 × 4900\) = 14700/)
  assert.match(explained, /That makes \$147\.00\./)
  assert.deepEqual(await violations(page), [])
  await leave()
})

test('amounts have the digits that their currency has', async () => {
  const month = { interval: 'month', intervalCount: 1 }
  for (const [currency, unitAmount, shown] of [
    ['jpy', 1500, '¥1,500 a month'],
    ['kwd', 1500, 'KWD 1.500 a month'],
  ]) {
    const id = `cus_${currency}`
    await api.prices.create({
      id: `price_${currency}`,
      product: 'prod_pro',
      currency,
      unitAmount,
      recurring: month,
    })
    await api.customers.create({ id, email: 'x@example.com' })
    await api.paymentMethods.attach({ customer: id, token: 'pm_card_visa' })
    await api.subscriptions.create({ customer: id, price: `price_${currency}` })
    const { page, leave } = await visit({ customer: id })
    await page.getByText(shown).waitFor()
    await leave()
    const plain = await visit({ customer: id }, { javaScriptEnabled: false })
    const said = (await text(plain.page)).replace(/\s/g, ' ')
    assert.ok(said.includes(shown.split(' a ')[0]), said)
    await plain.leave()
  }
})

test('an account without anything says what comes next', async () => {
  await api.customers.create({ id: 'cus_empty', email: 'empty@example.com' })
  const { page, wrong, leave } = await visit({ customer: 'cus_empty' })
  for (const words of [
    'You have no plan.',
    'The first one appears with the first charge.',
    'There is no card on file. Add one to pay your invoices with.',
    'You have no credit.',
  ]) {
    await page.getByText(words).waitFor()
  }
  assert.deepEqual(await violations(page), [])
  assert.deepEqual(wrong, [])
  await leave()
})

test('a section that fails says so with the request, and is tried again by itself', async () => {
  const id = await customer('fails')
  const { page, leave } = await visit({ customer: id })
  await page.waitForLoadState('networkidle')
  let broken = true
  await page.route('**/portal/activity*', (route) =>
    broken
      ? route.fulfill({
          status: 500,
          contentType: 'application/json',
          body: JSON.stringify({
            error: { type: 'api_error', code: 'x', message: 'The disk is full.', requestId: 'req_42' },
          }),
        })
      : route.continue(),
  )
  await page.getByRole('link', { name: 'Activity' }).click()
  const failure = page.getByRole('alert')
  await failure.waitFor()
  assert.match(await failure.innerText(), /The disk is full\.[\s\S]*Request req_42/)
  assert.deepEqual(await violations(page), [])
  broken = false
  await button(page, 'Try again').click()
  await page.getByText('Account opened').waitFor()
  await leave()
})

test('a part of the page that did not arrive is asked for again, and the focus comes back', async () => {
  const id = await customer('parts')
  let broken = true
  const { page, wrong, leave } = await visit(
    { customer: id },
    {},
    {
      '**/assets/PlanQuestions-*.js': (route) => (broken ? route.abort() : route.continue()),
    },
  )
  await button(page, 'Cancel plan').click()
  await page.getByRole('alert').waitFor()
  assert.deepEqual(await violations(page), [])
  broken = false
  await button(page, 'Try again').click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await button(page, 'Change plan').click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Change plan')
  assert.deepEqual(wrong, [])
  await leave()
})

test('the days of a chart run the way that the reader reads', async () => {
  const id = await customer('charts')
  for (const [locale, sign] of [
    ['en', 1],
    ['ar', -1],
  ]) {
    const { page, leave } = await visit({ customer: id, locale })
    const bars = page.locator('.pay-chart rect')
    await bars.first().waitFor()
    const [first, last] = [await bars.first().boundingBox(), await bars.last().boundingBox()]
    assert.equal(Math.sign(last.x - first.x), sign, locale)
    await leave()
  }
})

/** What a configuration hides, and how one would get at it past the page. */
const behind = {
  invoiceHistory: [
    ['GET', '/invoices'],
    ['GET', '/payments'],
    ['GET', '/invoices/upcoming'],
    ['GET', '/invoices/{invoice}'],
    ['GET', '/invoices/{invoice}/explain'],
    ['GET', '/invoices/{invoice}/pdf'],
    ['POST', '/invoices/{invoice}/pay', {}],
  ],
  paymentMethodUpdate: [
    ['POST', '/payment-methods', { token: 'pm_card_visa' }],
    ['DELETE', '/payment-methods/{method}'],
    ['PATCH', '/customers/{customer}', { defaultPaymentMethod: '{method}' }],
  ],
  subscriptionUpdate: [
    ['PATCH', '/subscriptions/{subscription}', { price: 'price_enterprise' }],
    ['POST', '/subscriptions/{subscription}/preview', { price: 'price_enterprise' }],
  ],
  subscriptionCancel: [
    ['POST', '/subscriptions/{subscription}/cancel', {}],
    ['PATCH', '/subscriptions/{subscription}', { cancelAtPeriodEnd: true }],
    ['POST', '/subscriptions/{subscription}/cancellations', {}],
  ],
  subscriptionPause: [['POST', '/subscriptions/{subscription}/pause', {}]],
  customerUpdate: [['PATCH', '/customers/{customer}', { email: 'other@example.com' }]],
  usage: [
    ['GET', '/usage'],
    ['GET', '/usage/timeline?meter=api_calls'],
  ],
  credits: [
    ['GET', '/credits/balance'],
    ['GET', '/credits/ledger'],
    ['GET', '/credits/grants'],
  ],
}

/** Words of the page that only the feature brings. */
const shownBy = {
  invoiceHistory: /Invoices/,
  paymentMethodUpdate: /Add a card|Remove/,
  subscriptionUpdate: /Change plan/,
  subscriptionCancel: /Cancel plan/,
  subscriptionPause: /Pause/,
  customerUpdate: /^Change$/m,
  usage: /Usage/,
  credits: /Credit\b/,
}

for (const [feature, requests] of Object.entries(behind)) {
  test(`without ${feature} it is absent, and refused with the reason`, async () => {
    const id = await customer(feature.toLowerCase())
    const things = {
      customer: id,
      subscription: `sub_${feature.toLowerCase()}`,
      invoice: (await api.invoices.list(id))[0].id,
      method: (await api.paymentMethods.list(id))[0].id,
    }
    const filled = (words) => words.replace(/\{(\w+)\}/g, (whole, name) => things[name] ?? whole)
    const configuration = await configured({ ...everything, [feature]: { enabled: false } })
    const { page, wrong, leave } = await visit({ customer: id, configuration })
    await page.getByText('Pro × 3').waitFor()
    await page.waitForLoadState('networkidle')
    assert.doesNotMatch(await text(page), shownBy[feature])
    for (const [method, path, body] of requests) {
      const [status, answer] = await page.evaluate(
        async ([how, where, what]) => {
          const init = what
            ? { method: how, body: what, headers: { 'content-type': 'application/json' } }
            : { method: how }
          const got = await fetch(where, init)
          return [got.status, await got.text()]
        },
        [method, filled(path), body && filled(JSON.stringify(body))],
      )
      const asked = `${method} ${path}: ${status} ${answer.slice(0, 300)}`
      assert.equal(status, 403, asked)
      assert.match(answer, new RegExp(`${feature}.*switched off in the portal configuration`), asked)
    }
    assert.deepEqual(wrong, [])
    await leave()
  })
}

test('a page of an allowed origin frames the portal, another one does not', async () => {
  const id = await customer('framed')
  const outer = createServer((request, answer) => {
    answer.setHeader('content-type', 'text/html')
    answer.end(`<iframe src="${decodeURIComponent(request.url.slice(2))}" width="900" height="600"></iframe>`)
  })
  await new Promise((done) => outer.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${outer.address().port}`
  const inside = await browser.newContext()
  for (const [frameAncestors, isShown] of [
    [[origin], true],
    [['https://elsewhere.example.com'], false],
    [[], false],
  ]) {
    const configuration = await configured(everything, { frameAncestors })
    const session = await api.portal.createSession({ customer: id, returnUrl, configuration })
    const page = await inside.newPage()
    await page.goto(`${origin}/?${encodeURIComponent(session.url)}`)
    const frame = page.frameLocator('iframe')
    if (isShown) {
      await frame.getByRole('button', { name: 'Cancel plan', exact: true }).waitFor()
    } else {
      await page.waitForLoadState('networkidle')
      assert.equal(await frame.getByText('Continue').count(), 0)
      const { status } = await api.portal.sessions.get(session.id)
      assert.equal(status, 'unopened', 'the link was not used up either')
    }
    await page.close()
  }
  await inside.close()
  outer.close()
})

test('a customer token reads its own record and no other', async () => {
  const id = await customer('token')
  await customer('stranger')
  const { secret } = await api.customers.createToken(id, { scopes: ['customer:read'] })
  const own = Payments({ apiKey: secret, baseUrl: here.portal.url })
  const entries = await own.portal.activity({ limit: 2 })
  assert.equal(entries.length, 2)
  const all = []
  for await (const one of own.portal.activity({ limit: 3 })) all.push(one.what.join())
  assert.equal(all.at(-1), 'account_opened')
  await assert.rejects(own.portal.activity({ customer: 'cus_stranger' }))
})

test('without JavaScript cancelling asks why, shows the offer and goes on, in German too', async () => {
  const id = await customer('ohne')
  const offer = {
    id: 'half',
    type: 'discount',
    message: '50 % für drei Monate.',
    percentOff: 50,
    durationMonths: 3,
  }
  const configuration = await configured({
    ...everything,
    subscriptionCancel: { ...everything.subscriptionCancel, retention: { offers: [offer] } },
  })
  const { page, leave } = await visit(
    { customer: id, configuration, locale: 'de' },
    { javaScriptEnabled: false, viewport: { width: 360, height: 640 } },
  )
  await page.getByRole('link', { name: 'Tarif kündigen' }).click()
  await page.getByLabel('Ich nutze es nicht').check()
  await page.getByLabel('Möchten Sie uns etwas sagen? (freiwillig)').fill('Schade.')
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 360, `${wide} px wide`)
  await button(page, 'Weiter').click()
  await page.getByText(offer.message).waitFor()
  await button(page, 'Nein, danke').click()
  await button(page, 'Ja, Tarif kündigen').click()
  await page.getByText('Es wird nichts mehr abgebucht.').waitFor()
  const [story] = await api.cancellations.list(id)
  assert.deepEqual(
    [story.outcome, story.survey.reason, story.survey.feedback],
    ['canceled', 'unused', 'Schade.'],
  )
  await leave()
})
