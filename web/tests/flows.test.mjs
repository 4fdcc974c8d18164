// Flow sessions: each shows its flow alone, on a phone, goes from beginning to end by the keyboard, and leads back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, button, customer, returnUrl, share, text, visit } from './browser.mjs'

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
  await write(page, page.getByLabel('Card number'), '4242 4242 4242 4242')
  await write(page, page.getByLabel('Expiry (MM/YY)'), '12/40')
  await write(page, page.getByLabel('Security code'), '123')
  await press(page, button(page, 'Save card'))
  await isDone(page)
  await leave()
})
