// Flow sessions: each shows its flow alone, on a phone, goes from beginning to end by the keyboard, and leads back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  api,
  button,
  configured,
  customer,
  everything,
  returnUrl,
  share,
  text,
  violations,
  visit,
} from './browser.mjs'

share()

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true }
const after = { type: 'confirmation', message: 'That is all we wanted to know.' }

/** Opens the flow of a new customer, and checks that nothing else is there. */
async function alone(name, flowData) {
  const id = await customer(name)
  const { page, leave } = await visit(
    { customer: id, flowData: { afterCompletion: after, ...flowData(id) } },
    phone,
  )
  await page.getByRole('main').waitFor()
  return { id, page, leave }
}

/** Tabs until the element has the focus, as somebody without a pointer does. */
async function reach(page, element) {
  await element.waitFor()
  for (let at = 0; at < 60; ++at) {
    if (await element.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`not reached by Tab: ${element}`)
}

/** A dialog takes the focus when it has come. */
const isInside = (page) =>
  page.waitForFunction(() => document.activeElement?.closest('dialog, [role="dialog"]'))

async function press(page, element) {
  await reach(page, element)
  await element.press('Enter')
}

async function write(page, element, words) {
  await reach(page, element)
  await element.press('Control+A')
  await element.pressSequentially(words)
}

async function isDone(page) {
  await page.getByText(after.message).waitFor()
  const back = page.getByRole('link', { name: 'Back to app.example.com' }).last()
  assert.equal(await back.getAttribute('href'), returnUrl)
  assert.deepEqual(await violations(page), [])
}

test('changing the plan leads straight to the price that the session names, and back', async () => {
  const { id, page, leave } = await alone('flow_plan', () => ({
    type: 'subscription_update',
    subscriptionId: 'sub_flow_plan',
    priceId: 'price_enterprise',
  }))
  await page.getByRole('dialog').getByText('Enterprise').first().waitFor()
  assert.doesNotMatch(await text(page), /Invoices|Payment methods/)
  await isInside(page)
  await press(page, page.getByRole('dialog').getByRole('button').first())
  await isDone(page)
  const [changed] = await api.subscriptions.list({ customer: id })
  assert.equal(changed.items[0].price, 'price_enterprise')
  await leave()
})

test('pausing', async () => {
  const { id, page, leave } = await alone('flow_pause', () => ({
    type: 'subscription_pause',
    subscriptionId: 'sub_flow_pause',
  }))
  await page.getByRole('dialog').waitFor()
  assert.doesNotMatch(await text(page), /Invoices|Payment methods/)
  await isInside(page)
  await press(page, page.getByRole('dialog').getByRole('button').first())
  await isDone(page)
  const [paused] = await api.subscriptions.list({ customer: id })
  assert.ok(paused.pause)
  await leave()
})

test('paying an invoice', async () => {
  const { id, page, leave } = await alone('flow_pay', () => ({ type: 'customer_update' }))
  await leave()
  const [open] = (await api.invoices.list({ customer: id })).filter(({ status }) => status === 'open')
  const paying = await visit(
    { customer: id, flowData: { type: 'invoice_pay', invoiceId: open.id, afterCompletion: after } },
    phone,
  )
  await press(paying.page, paying.page.getByRole('button', { name: /^Pay / }))
  await isDone(paying.page)
  assert.equal((await api.invoices.get(open.id)).status, 'paid')
  await paying.leave()
})

/** Opens the flow that pays an invoice of a new customer with these cards. */
async function owing(name, tokens, more = {}) {
  const id = `cus_${name}`
  await api.customers.create({ id, email: 'owing@example.com' })
  for (const token of tokens) await api.paymentMethods.attach({ customer: id, token })
  const draft = await api.invoices.create({
    customer: id,
    currency: 'usd',
    lines: [{ description: 'Onboarding', amount: 25_000 }],
  })
  const { id: invoiceId } = await api.invoices.finalize(draft.id)
  const flowData = { type: 'invoice_pay', invoiceId, afterCompletion: after }
  return { id, invoiceId, open: () => visit({ customer: id, flowData, ...more }, phone) }
}

async function typeCard(page, number) {
  await write(page, page.getByLabel('Card number'), number)
  await write(page, page.getByLabel('Expiry (MM/YY)'), '12/40')
  await write(page, page.getByLabel('Security code'), '123')
  await press(page, button(page, 'Save card'))
}

for (const [cards, tokens, refusal] of [
  ['a card that is declined', ['pm_card_chargeCustomerFail'], /Try another card/],
  ['no card', [], /There is no card to pay with/],
]) {
  test(`paying with ${cards}: one is added there, and pays`, async () => {
    const { id, invoiceId, open } = await owing(`flow_${tokens.length}_cards`, tokens)
    const { page, wrong, leave } = await open()
    await press(page, button(page, 'Pay $250.00'))
    await page.getByRole('alert').getByText(refusal).waitFor()
    assert.deepEqual(await violations(page), [])
    await press(page, button(page, 'Add a card'))
    await typeCard(page, '4242 4242 4242 4242')
    await page.getByText('Visa ending in 4242 was added.').waitFor()
    await page.waitForFunction(() => /^Pay /.test(document.activeElement?.textContent ?? ''))
    assert.equal(await page.getByRole('alert').count(), 0, 'what was said of the other card')
    await page.keyboard.press('Enter')
    await isDone(page)
    assert.equal((await api.invoices.get(invoiceId)).status, 'paid')
    const added = (await api.paymentMethods.list(id)).find(({ card }) => card.last4 === '4242')
    assert.equal((await api.payments.list(id))[0].paymentMethod, added.id)
    assert.deepEqual(wrong, [])
    await leave()
  })
}

test('paying with another card that is on file', async () => {
  const { invoiceId, open } = await owing('flow_chosen', ['pm_card_mastercard', 'pm_card_chargeCustomerFail'])
  const { page, leave } = await open()
  const pays = page.locator('.pay-card', { hasText: 'Used for charges' })
  if (/Mastercard/.test(await pays.innerText())) {
    await press(page, page.getByRole('button', { name: 'Use for charges: Visa ending in 0341' }))
    await pays.getByText('0341').waitFor()
  }
  await press(page, button(page, 'Pay $250.00'))
  await page.getByRole('alert').waitFor()
  await press(page, page.getByRole('button', { name: 'Use for charges: Mastercard ending in 4444' }))
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await press(page, button(page, 'Pay $250.00'))
  await isDone(page)
  assert.equal((await api.invoices.get(invoiceId)).status, 'paid')
  await leave()
})

test('paying what was given up', async () => {
  const { invoiceId, open } = await owing('flow_given_up', ['pm_card_visa'])
  await api.invoices.markUncollectible(invoiceId)
  const { page, leave } = await open()
  await press(page, button(page, 'Pay $250.00'))
  await isDone(page)
  assert.equal((await api.invoices.get(invoiceId)).status, 'paid')
  await leave()
})

test('paying where the configuration lets nobody change cards shows which one pays', async () => {
  const configuration = await configured({ ...everything, paymentMethodUpdate: { enabled: false } })
  const { open } = await owing('flow_fixed', ['pm_card_visa'], { configuration })
  const { page, leave } = await open()
  await page.getByText('Visa ending in 4242').waitFor()
  assert.doesNotMatch(await text(page), /Add a card|Remove|Use for charges/)
  await leave()
})

for (const [name, afterCompletion, to] of [
  ['nothing else was said', undefined, returnUrl],
  ['the portal is named, which the session does not see', { type: 'portal' }, returnUrl],
  ['it redirects', { type: 'redirect' }, returnUrl],
  [
    'it redirects elsewhere',
    { type: 'redirect', returnUrl: 'https://app.example.com/thanks' },
    'https://app.example.com/thanks',
  ],
]) {
  test(`a flow leads back by itself where ${name}`, async () => {
    const id = await customer(`flow_to_${(afterCompletion?.type ?? 'none') + to.length}`)
    const flowData = { type: 'customer_update', ...(afterCompletion ? { afterCompletion } : {}) }
    const { page, leave } = await visit({ customer: id, flowData }, phone, {
      'https://app.example.com/**': (route) =>
        route.fulfill({ contentType: 'text/html', body: '<h1>The app</h1>' }),
    })
    await write(page, page.getByLabel('Name').first(), 'Acme Robots')
    await press(page, button(page, 'Save'))
    await page.waitForURL(to)
    await page.getByText('The app').waitFor()
    await leave()
  })
}

test('correcting who is billed', async () => {
  const { id, page, leave } = await alone('flow_details', () => ({ type: 'customer_update' }))
  await write(page, page.getByLabel('Name').first(), 'Acme Robots')
  await press(page, button(page, 'Save'))
  await isDone(page)
  assert.equal((await api.customers.get(id)).name, 'Acme Robots')
  await leave()
})

test('adding a card', async () => {
  const { page, leave } = await alone('flow_card', () => ({ type: 'payment_method_update' }))
  await typeCard(page, '4242 4242 4242 4242')
  await isDone(page)
  await leave()
})
