// A flow's link lives longer than its question: opened where what it is for is so already, or cannot be any more, it
// says what is so, takes it back where that can be, and leads on by a link alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, button, customer, returnUrl, share, text, violations, visit } from './browser.mjs'

share()

const after = { type: 'confirmation', message: 'That is all we wanted to know.' }

/** A flow of a new customer whose plan is as `settle` leaves it, opened only then. */
async function late(name, flowData, settle) {
  const id = await customer(name)
  const subscriptionId = `sub_${name}`
  const flow = { subscriptionId, ...flowData }
  const { page, session, wrong, leave } = await visit({ customer: id, flowData: flow })
  await page.getByRole('dialog').waitFor()
  await settle(subscriptionId, page)
  await page.reload()
  await page.locator('.pay-plan').waitFor()
  await page.waitForLoadState('networkidle')
  return { id, subscriptionId, page, session, wrong, leave }
}

async function asksNothing(page) {
  assert.equal(await page.getByRole('dialog').count(), 0)
  assert.doesNotMatch(await text(page), /Why are you leaving|It stays yours until/)
  const on = page.getByRole('main').getByRole('link', { name: 'Back to app.example.com' })
  assert.equal(await on.getAttribute('href'), returnUrl)
  assert.deepEqual(await violations(page), [])
}

test('a plan that was cancelled in the flow is not asked about again, and can be kept', async () => {
  const settle = async (_, page) => {
    await page.getByLabel('I do not use it').check()
    await button(page, 'Go on').click()
    await button(page, 'Yes, cancel my plan').click()
    await page.getByText(after.message).waitFor()
  }
  const flowData = { type: 'subscription_cancel', afterCompletion: after }
  const { subscriptionId, page, wrong, leave } = await late('settled_cancel', flowData, settle)
  await asksNothing(page)
  assert.match(await text(page), /Ends on \w+ \d+, \d{4}[\s\S]*That is all we wanted to know/)
  await button(page, 'Keep my plan').click()
  await page.getByText(/Pro × 3 goes on\. The next charge/).waitFor()
  assert.equal((await api.subscriptions.get(subscriptionId)).cancelAtPeriodEnd, false)
  await button(page, 'Cancel plan').waitFor()
  await asksNothing(page)
  assert.doesNotMatch(await text(page), /That is all we wanted to know/, 'of a plan that goes on')

  await button(page, 'Cancel plan').click()
  await page.getByLabel('I do not use it').check()
  await button(page, 'Go on').click()
  await button(page, 'Yes, cancel my plan').click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  assert.deepEqual(wrong, [])
  await leave()
})

test('a plan that has ended is said to have ended, and nobody is led away by that', async () => {
  const end = (id) => api.subscriptions.cancel(id)
  const { page, leave } = await late('settled_ended', { type: 'subscription_cancel' }, end)
  await asksNothing(page)
  assert.match(await text(page), /Ended on \w+ \d+, \d{4}[\s\S]*That is all\. You can go back now/)
  assert.match(page.url(), /\/portal$/)
  await leave()
})

test('a plan that is paused says until when, and is resumed there', async () => {
  const pause = (id) => api.subscriptions.pause(id, { maxDuration: 30 })
  const { subscriptionId, page, leave } = await late('settled_pause', { type: 'subscription_pause' }, pause)
  await asksNothing(page)
  assert.match(await text(page), /Paused until \w+ \d+, \d{4}/)
  await button(page, 'Resume now').click()
  await page.getByText(/Pro × 3 goes on/).waitFor()
  assert.equal((await api.subscriptions.get(subscriptionId)).status, 'active')
  await asksNothing(page)
  await leave()
})

test('a plan that ended before it was paused is not paused, and the flow is not said to be done', async () => {
  const flowData = { type: 'subscription_pause', afterCompletion: after }
  const { page, leave } = await late('settled_no_pause', flowData, (id) => api.subscriptions.cancel(id))
  await asksNothing(page)
  assert.match(await text(page), /Ended on/)
  assert.doesNotMatch(await text(page), /That is all/)
  await leave()
})

test('a plan that has ended is not changed: it is started again', async () => {
  const flowData = { type: 'subscription_update', priceId: 'price_enterprise' }
  const { page, leave } = await late('settled_change', flowData, (id) => api.subscriptions.cancel(id))
  await asksNothing(page)
  assert.match(await text(page), /Ended on/)
  await button(page, 'Start again').waitFor()
  assert.equal(await button(page, 'Change plan').count(), 0)
  await leave()
})

test('a plan that has the price of the session already is not changed to it again', async () => {
  const flowData = { type: 'subscription_update', priceId: 'price_enterprise', afterCompletion: after }
  const change = (id) => api.subscriptions.update(id, { price: 'price_enterprise' })
  const { page, leave } = await late('settled_same', flowData, change)
  await asksNothing(page)
  assert.match(await text(page), /Enterprise × 3[\s\S]*That is all we wanted to know/)
  assert.equal(await button(page, 'Change plan').count(), 0)
  await leave()
})
