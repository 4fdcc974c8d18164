// Cancelling in the hosted portal: what is asked, what an offer costs, and that nobody is held by it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adminKey } from '../../sdk/tests/portal.mjs'
import { api, button, configured, customer, everything, here, share, violations, visit } from './browser.mjs'

share(async () => {
  const yearly = { interval: 'year', intervalCount: 1 }
  await api.prices.create({
    id: 'price_yearly',
    product: 'prod_pro',
    currency: 'usd',
    unitAmount: 49_000,
    recurring: yearly,
  })
})

const on = everything.subscriptionCancel
/** What is on is cancelling alone, with that. */
const cancelling = (more) => configured({ subscriptionCancel: { ...on, ...more } })
const offering = (offer) =>
  cancelling({ retention: { offers: [{ id: 'stay', message: 'Stay with us!', ...offer }] } })

/** A customer of that name before the question. */
async function asked(name, configuration, context, routes) {
  const id = await customer(name)
  const visited = await visit({ customer: id, configuration }, context, routes)
  await button(visited.page, 'Cancel plan').click()
  const dialog = visited.page.getByRole('dialog')
  await dialog.waitFor()
  return { id, dialog, ...visited }
}

const storyOf = async (id) => (await api.cancellations.list(id))[0]
const words = async (dialog) => (await dialog.innerText()).replace(/\s+/g, ' ')

/** The offer's page, with all that it costs. */
async function offered(name, offer) {
  const visited = await asked(name, await offering(offer))
  await button(visited.page, 'Go on').click()
  await button(visited.page, 'No, thank you').waitFor()
  await visited.dialog.locator('.pay-button:not(.pay-quiet)').waitFor()
  assert.deepEqual(await violations(visited.page), [])
  return visited
}

test('a reason that is required is asked for before anything begins', async () => {
  const configuration = await cancelling({ retention: { offers: [], surveyRequired: true } })
  const { page, id, leave } = await asked('must', configuration)
  await button(page, 'Go on').click()
  assert.equal(
    await page.getByLabel('I do not use it').evaluate((radio) => radio.validity.valueMissing),
    true,
  )
  assert.equal(await storyOf(id), undefined)
  await page.getByLabel('I do not use it').check()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  assert.equal((await storyOf(id)).survey.reason, 'unused')
  await leave()
})

test('where a reason is required and none are configured, all that are known are asked', async () => {
  const all = [
    ...['too_expensive', 'missing_features', 'switched_service', 'unused'],
    ...['customer_service', 'too_complex', 'low_quality', 'other'],
  ]
  const configuration = await cancelling({
    cancellationReason: { enabled: true, options: all },
    retention: { offers: [], surveyRequired: true },
  })
  // As a configuration says it that was made when such a one was still taken.
  const bare = async (route) => {
    const answer = await route.fetch()
    const body = (await answer.text()).replace(/"cancellationReason":\{[^}]*\},/, '')
    await route.fulfill({ response: answer, body })
  }
  const { page, id, dialog, leave } = await asked('bare', configuration, {}, { '**/portal': bare })
  assert.equal(await dialog.getByRole('radio').count(), all.length)
  await page.getByLabel('It is not good enough').check()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  assert.equal((await storyOf(id)).survey.reason, 'low_quality')
  await leave()
})

test('whether the customer would recommend us is asked once, and need not be answered', async () => {
  const { page, id, dialog, leave } = await asked('nps', await cancelling({}))
  await page.getByLabel(/tell us/).fill('  ')
  await button(page, 'Go on').click()
  const scale = dialog.getByRole('group', { name: /recommend us/ })
  await scale.waitFor()
  assert.equal(await scale.getByRole('radio').count(), 11)
  assert.deepEqual(await violations(page), [])
  await scale.getByLabel('0', { exact: true }).check()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  assert.deepEqual((await storyOf(id)).survey, { wouldRecommend: 0 })
  await leave()
})

test('a plan that is offered says what it costs now and then, and costs exactly that', async () => {
  // Changing plans is switched off here: the offer is the house's.
  const { page, id, dialog, leave } = await offered('planned', { type: 'plan', price: 'price_yearly' })
  const told = await words(dialog)
  assert.match(told, /Your plan becomes Pro × 3: \$1,470\.00 a year\./)
  const [, now] =
    /Today you pay (\$[\d,.]+)\. On \w+ \d+, \d+ the next invoice is \$1,470\.00\./.exec(told) ?? []
  assert.ok(now, told)
  assert.match(told, /Unused time on Pro -\$1\d\d\.\d\d Pro \$1,470\.00 Credit used -\$15\.00/)
  await button(page, `Take it and pay ${now}`).click()
  await page.getByText('Good that you stay.').waitFor()
  const [invoice] = await api.invoices.list(id)
  assert.equal(`$${(invoice.amountDue / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`, now)
  await leave()
})

test('a discount says what the next invoice is, and until when', async () => {
  const { dialog, leave } = await offered('cheaper', { type: 'discount', percentOff: 50, durationMonths: 3 })
  assert.match(
    await words(dialog),
    /the next invoice is \$73\.50\. Without the offer it is \$147\.00\.( \S+){0,9} Invoices until \w+ \d+, \d+ have the discount/,
  )
  await leave()
})

test('a pause says until when, and what comes then', async () => {
  const { dialog, leave } = await offered('resting', { type: 'pause', maxDuration: 30 })
  assert.match(await words(dialog), /It pauses at once, until \w+ \d+, \d+\..* the next invoice is \$147\.00/)
  await leave()
})

test('credit says how much, and what it pays', async () => {
  const { dialog, leave } = await offered('gifted', { type: 'credit', amount: 2000, currency: 'usd' })
  assert.match(
    await words(dialog),
    // $15 of credit is there already.
    /You get \$20\.00 of credit at once\..* is \$147\.00\. Your credit leaves \$112\.00 of it to pay\./,
  )
  await leave()
})

for (const [name, offer, said] of [
  [
    'paused',
    { type: 'pause', maxDuration: 30 },
    /^Good that you stay\. Pro × 3 is paused until \w+ \d+, \d+\.$/,
  ],
  [
    'changed',
    { type: 'plan', price: 'price_enterprise' },
    /^Good that you stay\. You have Enterprise × 3 now\.$/,
  ],
  [
    'cheaper',
    { type: 'discount', percentOff: 50 },
    /^Good that you stay\. Pro × 3 goes on, with the discount\.$/,
  ],
  [
    'gifted',
    { type: 'credit', amount: 2000, currency: 'usd' },
    /stay\. Pro × 3 goes on, and you have \$20\.00 of credit/,
  ],
]) {
  test(`after an offer is taken it says what that has brought, and asks no more what it would cost: ${name}`, async () => {
    const { page, dialog, requests, leave } = await offered(`took_${name}`, offer)
    await dialog.locator('.pay-button:not(.pay-quiet)').click()
    await page.getByText('Good that you stay.').waitFor()
    await page.waitForLoadState('networkidle')
    assert.match(await page.locator('.pay-notice').first().innerText(), said)
    const paths = requests.map((request) => new URL(request.url()).pathname.replace(/^.*\//, ''))
    assert.ok(paths.includes('accept'))
    assert.ok(!paths.slice(paths.indexOf('accept')).includes('preview'), paths.join())
    await leave()
  })
}

/** Lets time pass; the session lives as long as someone looks. */
async function wait(page, minutes) {
  const began = await page.evaluate(() => JSON.parse(document.getElementById('portal-data').textContent).now)
  for (let gone = 20; gone < minutes + 20; gone += 20) {
    const now = new Date(Date.parse(began) + Math.min(gone, minutes) * 60_000).toISOString()
    const answer = await fetch(`${here.portal.url}/test/clock`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ now }),
    })
    assert.equal(answer.status, 200, await answer.text())
    await page.evaluate(() => fetch('/subscriptions').then((seen) => seen.text()))
  }
}

test('an offer that has expired is not to be had, and the way on is open', async () => {
  const { page, id, dialog, leave } = await offered('late', {
    type: 'discount',
    percentOff: 50,
    expiresAfterHours: 1,
  })
  await wait(page, 61)
  await button(page, 'Take it and stay').click()
  await button(page, 'Take it and stay').waitFor({ state: 'detached' })
  await page.getByText('This offer no longer stands. You can go on without it.').waitFor()
  assert.doesNotMatch(await words(dialog), /\d{4}-\d\d-\d\dT/)
  assert.deepEqual(await violations(page), [])
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('You will not be charged again.').waitFor()
  assert.equal((await storyOf(id)).outcome, 'canceled')
  await leave()
})

test('the answer of a press that got lost is found again', async () => {
  let lost = 0
  const losing = async (route) => {
    await route.fetch()
    lost += 1
    await route.abort()
  }
  const configuration = await offering({ type: 'discount', percentOff: 50 })
  const { page, id, leave } = await asked('lost', configuration, {}, { '**/accept': losing })
  await button(page, 'Go on').click()
  await button(page, 'Take it and stay').click()
  await page.getByText('Good that you stay.').waitFor()
  assert.ok(lost > 0)
  assert.equal((await storyOf(id)).outcome, 'retained')
  await leave()
})

test('after each step the focus is on what it says', async () => {
  const { page, leave } = await asked('focus', await offering({ type: 'discount', percentOff: 50 }))
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  await button(page, 'Go on').click()
  await button(page, 'Take it and stay').waitFor()
  assert.equal(await focused(), 'Before you go')
  await button(page, 'No, thank you').click()
  await button(page, 'Yes, cancel my plan').waitFor()
  assert.equal(await focused(), 'Cancel Pro × 3?')
  await leave()
})

test('without JavaScript the offer says what it costs, and the survey is asked', async () => {
  const id = await customer('plainly')
  const configuration = await offering({ type: 'plan', price: 'price_yearly' })
  const { page, leave } = await visit({ customer: id, configuration }, { javaScriptEnabled: false })
  await page.getByRole('link', { name: 'Cancel plan' }).click()
  await page.getByLabel(/tell us/).fill(' \n ')
  await button(page, 'Go on').click()
  await button(page, 'No, thank you').waitFor()
  assert.match(await page.locator('body').innerText(), /Today you pay \$1,3[\d,.]+\./)
  await button(page, 'No, thank you').click()
  await page
    .getByRole('group', { name: /recommend us/ })
    .getByLabel('9', { exact: true })
    .check()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText(/Ends on/).waitFor()
  assert.deepEqual((await storyOf(id)).survey, { wouldRecommend: 9 })
  await leave()
})

test('a paused plan can be left from the page too, and ends at once', async () => {
  const id = await customer('paused')
  await api.subscriptions.pause('sub_paused', { maxDuration: 30 })
  const { page, leave } = await visit({ customer: id })
  await button(page, 'Cancel plan').click()
  await page.getByRole('dialog').getByText('It ends at once').waitFor()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByText('Ended on').waitFor()
  assert.equal((await api.subscriptions.get('sub_paused')).status, 'canceled')
  await leave()
})
