// What a plan's card says of what comes, and what a change of plan offers and says before its button.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, button, configured, customer, everything, share, text, violations, visit } from './browser.mjs'

const month = { interval: 'month', intervalCount: 1 }
const update = { enabled: true, prorationBehavior: 'create_prorations' }

share(async () => {
  await api.products.create({ id: 'prod_starter', name: 'Starter' })
  await api.products.create({ id: 'prod_calls', name: 'API calls' })
  const price = (id, product, unitAmount, more = {}) =>
    api.prices.create({ id, product, currency: 'usd', unitAmount, recurring: month, ...more })
  await price('price_starter', 'prod_starter', 1900)
  await price('price_pro_yearly', 'prod_pro', 49_000, { recurring: { ...month, interval: 'year' } })
  await price('price_calls', 'prod_calls', 1, { usageType: 'metered', meter: 'mtr_api_calls' })
})

test('usage says what is included and what the next invoice bills', async () => {
  const tiers = [
    { upTo: 500, unitAmount: 0 },
    { upTo: null, unitAmount: 2 },
  ]
  await api.prices.create({
    id: 'price_free_first',
    product: 'prod_calls',
    currency: 'usd',
    recurring: month,
    usageType: 'metered',
    meter: 'mtr_api_calls',
    tiersMode: 'graduated',
    tiers,
  })
  const id = await customer('included')
  await api.subscriptions.update('sub_included', { items: [{ price: 'price_free_first' }] })
  await api.usage.record([{ customer: id, meter: 'api_calls', value: 600 }])
  const { page, leave } = await visit({ customer: id })
  await page.getByText('1,144 calls · 500 included · $2.00').waitFor() // 544 came before the plan did
  await leave()
})

const words = async (element) => (await element.innerText()).replace(/\s+/g, ' ')

/** A customer of that name, with what is paid by use beside the plan. */
async function withCalls(name) {
  const id = await customer(name)
  await api.subscriptions.update(`sub_${name}`, { items: [{ price: 'price_calls' }] })
  return id
}

/** The question which plan it is to be. */
async function choosing(ask) {
  const visited = await visit(ask)
  await button(visited.page, 'Change plan').click()
  const dialog = visited.page.getByRole('dialog')
  await dialog.getByRole('radio').or(dialog.getByText('no other plan')).first().waitFor()
  return { dialog, ...visited }
}

test('beside what is paid by use only plans of the same interval are offered, and each can be chosen', async () => {
  const { page, dialog, leave } = await choosing({
    customer: await withCalls('beside'),
    configuration: await configured({ subscriptionUpdate: update }),
  })
  const offered = (await dialog.locator('label').allInnerTexts()).map((label) => label.trim())
  assert.deepEqual(offered, ['Starter $19.00 a month', 'Enterprise $490.00 a month'])
  await page.getByRole('radio', { name: /Starter/ }).check()
  await button(page, 'See what it costs').click()
  await page.getByRole('button', { name: /^Change the plan/ }).click()
  await page.getByText('You have Starter × 3 now.').waitFor()
  await leave()
})

test('where no plan fits beside the rest, it says so', async () => {
  const products = [{ product: 'prod_pro', prices: ['price_pro_yearly'] }]
  const configuration = await configured({ subscriptionUpdate: { ...update, products } })
  const { dialog, leave } = await choosing({ customer: await withCalls('alone'), configuration })
  assert.match(await words(dialog), /There is no other plan to change to\./)
  await leave()
})

const card = (page) => page.locator('.pay-plan').first()
const downgrades = { scheduleAtPeriodEnd: { conditions: ['decreasing_amount'] } }

test('a change that is set for the end of the period is shown, and undone', async () => {
  const id = await customer('waits')
  const configuration = await configured({ subscriptionUpdate: { ...update, ...downgrades } })
  const { page, leave } = await choosing({ customer: id, configuration })
  await page.getByRole('radio', { name: /Starter/ }).check()
  await button(page, 'See what it costs').click()
  await button(page, 'Change the plan').click()
  await page.getByText(/You change to Starter × 3 on/).waitFor()
  await button(page, 'Undo the change').waitFor()
  assert.match(await words(card(page)), /Becomes Starter × 3 on \w+ \d+, \d{4}: \$57\.00 a month/)
  assert.deepEqual(await violations(page), [])

  const plain = await visit({ customer: id, configuration }, { javaScriptEnabled: false })
  assert.match(
    await text(plain.page),
    /Your plan becomes Starter × 3: \$57\.00 a month\. The change takes effect on/,
  )
  await plain.leave()

  await button(page, 'Undo the change').click()
  await page.getByText('The change is undone: Pro × 3 goes on as it is.').waitFor()
  await button(page, 'Undo the change').waitFor({ state: 'detached' })
  assert.doesNotMatch(await words(card(page)), /Becomes|Undo/)
  assert.equal((await api.subscriptions.get('sub_waits')).pendingChange, undefined)
  await leave()
})

for (const [name, coupon, said] of [
  ['always', { percentOff: 12.5, duration: 'forever' }, /12\.5% off every invoice/],
  ['first', { amountOff: 500, currency: 'usd', duration: 'once' }, /\$5\.00 off the next invoice/],
  [
    'months',
    { percentOff: 50, duration: 'repeating', durationInMonths: 3 },
    /50% off invoices before \w+ \d+, \d{4}/,
  ],
]) {
  test(`a discount is on the card of its plan: ${name}`, async () => {
    const id = await customer(`off_${name}`)
    await api.coupons.create({ id: `cou_${name}`, ...coupon })
    await api.subscriptions.update(`sub_off_${name}`, { coupon: `cou_${name}` })
    const { page, leave } = await visit({ customer: id })
    assert.match(await words(card(page)), said)
    await leave()
  })
}

test('a plan whose first payment waits names no next charge', async () => {
  const id = 'cus_first'
  await api.customers.create({ id, email: 'first@example.com' })
  await api.paymentMethods.attach({ customer: id, token: 'pm_card_chargeCustomerFail' })
  await api.subscriptions.create({ customer: id, price: 'price_pro' })
  const { page, leave } = await visit({ customer: id })
  const said = await words(card(page))
  assert.match(said, /The first payment has not come in yet\./)
  assert.doesNotMatch(said, /Next charge/)
  await leave()
})

test('a plan that has ended is started again for what the page said', async () => {
  const id = await customer('again')
  await api.subscriptions.cancel('sub_again', { effective: 'now' })
  const { page, leave } = await visit({ customer: id })
  assert.match(await words(card(page)), /Ended on/)
  await button(page, 'Start again').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Start Pro × 3 again?').waitFor()
  assert.match(await words(dialog), /\$147\.00 a month .*the first period is charged at once/)
  assert.deepEqual(await violations(page), [])
  await button(page, 'Start the plan').click()
  await page.getByText('You have Pro × 3 now.').waitFor()
  await button(page, 'Start again').waitFor({ state: 'detached' })
  assert.equal(
    await page.getByRole('heading', { name: 'Pro × 3' }).count(),
    1,
    'the one that ended lives on in the other',
  )
  const [begun] = await api.subscriptions.list(id)
  assert.deepEqual([begun.status, begun.replaces], ['active', 'sub_again'])
  await leave()
})

test('where plans cannot be changed, one that has ended is not started again', async () => {
  const id = await customer('over')
  await api.subscriptions.cancel('sub_over', { effective: 'now' })
  const { page, leave } = await visit({
    customer: id,
    configuration: await configured({ subscriptionCancel: everything.subscriptionCancel }),
  })
  assert.equal(await card(page).getByRole('button').count(), 0)
  await leave()
})

/** What the question says of a change to Starter. */
async function reviewed(ask) {
  const visited = await choosing(ask)
  await visited.page.getByRole('radio', { name: /Starter/ }).check()
  await button(visited.page, 'See what it costs').click()
  await visited.dialog.locator('.pay-strong').waitFor()
  return { ...visited, told: await words(visited.dialog) }
}
const changing = (more) => configured({ subscriptionUpdate: { ...update, ...more } })

test('before a downgrade no invoice is below zero: what is in the favour of the customer is kept', async () => {
  const later = await reviewed({ customer: await customer('down'), configuration: await changing({}) })
  assert.match(
    later.told,
    /Today you pay nothing\. On \w+ \d+, \d{4} you pay nothing\. \$33\.\d\d in your favour is kept for later invoices\./,
  )
  assert.doesNotMatch(later.told, /invoice is -/)
  await later.leave()
  const now = await reviewed({
    customer: await customer('downnow'),
    configuration: await changing({ prorationBehavior: 'always_invoice' }),
  })
  assert.match(now.told, /Today you pay nothing\. \$90\.00 in your favour is kept for later invoices\./)
  await now.leave()
})

test('what credit pays of the next invoice is said', async () => {
  const id = await customer('rich')
  await api.credits.grant({ customer: id, amount: 50_000, currency: 'usd' })
  const configuration = await changing(downgrades)
  const { told, leave } = await reviewed({ customer: id, configuration })
  assert.match(told, /the next invoice is \$57\.00\. Your credit pays all of it, and what is left/)
  await leave()
})
