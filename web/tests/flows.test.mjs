// Flow sessions: each shows its flow alone, on a phone, and leads back when it is done.
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
  await page.getByRole('dialog').getByRole('button').first().click()
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
  await page.getByRole('dialog').getByRole('button').first().click()
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
  await paying.page.getByRole('button', { name: /^Pay / }).click()
  await isDone(paying.page)
  assert.equal((await api.invoices.get(open.id)).status, 'paid')
  await paying.leave()
})

test('correcting who is billed', async () => {
  const { id, page, leave } = await alone('flow_details', () => ({ type: 'customer_update' }))
  await page.getByLabel('Name').first().fill('Acme Robots')
  await button(page, 'Save').click()
  await isDone(page)
  assert.equal((await api.customers.get(id)).name, 'Acme Robots')
  await leave()
})

test('adding a card', async () => {
  const { page, leave } = await alone('flow_card', () => ({ type: 'payment_method_update' }))
  await page.getByLabel('Card number').fill('4242 4242 4242 4242')
  await page.getByLabel('Expiry (MM/YY)').fill('12/40')
  await page.getByLabel('Security code').fill('123')
  await page.getByRole('button', { name: 'Save card' }).click()
  await isDone(page)
  await leave()
})
