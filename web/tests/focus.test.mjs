// Whoever has no pointer keeps their place: what was pressed goes away with what it did, and the focus does not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, button, configured, customer, everything, share, visit } from './browser.mjs'

share()

const press = async (page, name) => {
  await button(page, name).focus()
  await page.keyboard.press('Enter')
}

/** The plan's heading gets the focus, once `next` stands where the button was that had it. */
async function isOnThePlan(page, next) {
  await button(page, next).waitFor()
  await page.waitForFunction(() => document.activeElement.matches('.pay-plan h3'))
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Pro × 3')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.closest('.pay-plan') !== null), true)
}

for (const [what, settle, name, next] of [
  [
    'keeping a plan',
    (id) => api.subscriptions.update(id, { cancelAtPeriodEnd: true }),
    'Keep my plan',
    'Cancel plan',
  ],
  ['resuming a plan', (id) => api.subscriptions.pause(id, { maxDuration: 30 }), 'Resume now', 'Pause'],
]) {
  test(`${what} leaves the focus on it`, async () => {
    const id = await customer(`focus_${name.slice(0, 4)}`)
    await settle(id.replace('cus_', 'sub_'))
    const { page, leave } = await visit({ customer: id })
    await press(page, name)
    await isOnThePlan(page, next)
    await leave()
  })
}

test('cancelling a plan leaves the focus on it', async () => {
  const id = await customer('focus_cancel')
  const { page, leave } = await visit({ customer: id })
  await press(page, 'Cancel plan')
  await page.getByLabel('I do not use it').check()
  await press(page, 'Go on')
  await press(page, 'Yes, cancel my plan')
  await isOnThePlan(page, 'Keep my plan')
  await leave()
})

test('undoing a change leaves the focus on the plan', async () => {
  const subscriptionUpdate = { ...everything.subscriptionUpdate, prorationBehavior: 'none' }
  const configuration = await configured({ ...everything, subscriptionUpdate })
  const id = await customer('focus_undo')
  await api.subscriptions.update('sub_focus_undo', { price: 'price_enterprise', effective: 'period_end' })
  const { page, leave } = await visit({ customer: id, configuration })
  await press(page, 'Undo the change')
  await isOnThePlan(page, 'Pause')
  await leave()
})

test('starting a plan again leaves the focus on the one that begins', async () => {
  const id = await customer('focus_again')
  await api.subscriptions.cancel('sub_focus_again')
  const { page, leave } = await visit({ customer: id })
  await press(page, 'Start again')
  await press(page, 'Start the plan')
  await isOnThePlan(page, 'Cancel plan')
  await leave()
})

test('who has gone on meanwhile is not called back', async () => {
  const id = await customer('focus_elsewhere')
  await api.subscriptions.update('sub_focus_elsewhere', { cancelAtPeriodEnd: true })
  const { page, leave } = await visit({ customer: id })
  await press(page, 'Keep my plan')
  await button(page, 'Add a card').focus()
  await button(page, 'Cancel plan').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Add a card')
  await leave()
})

test('whoever closes a question and asks it again at once is asked', async () => {
  const id = await customer('focus_asked')
  const { page, leave } = await visit({ customer: id })
  await press(page, 'Cancel plan')
  await page.getByLabel('I do not use it').waitFor()
  await page.evaluate(async () => {
    const closed = document.querySelector('dialog[open]')
    // The browser tells of the close when this is over.
    const told = new Promise((tell) => closed.addEventListener('close', () => setTimeout(tell)))
    closed.requestClose()
    await null
    document.activeElement.click()
    await told
  })
  await page.locator('dialog[open]').getByLabel('I do not use it').waitFor()
  await leave()
})
