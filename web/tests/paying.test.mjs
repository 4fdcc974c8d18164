// Invoices and cards: to read, to print, to pay, and what a bank asks meanwhile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, button, customer, share, violations, visit } from './browser.mjs'

share()

test('an invoice is downloaded as a PDF', async () => {
  const id = await customer('reader2')
  const { page, leave } = await visit({ customer: id })
  const href = await page
    .getByRole('link', { name: /Download invoice \S+ as PDF/ })
    .first()
    .getAttribute('href')
  const answer = await fetch(href)
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  await leave()
})

test('an open invoice is paid once, however often it is pressed', async () => {
  const id = await customer('payer')
  const { page, leave } = await visit({ customer: id })
  const pay = button(page, 'Pay $250.00')
  await pay.evaluate((element) => {
    element.click()
    element.click()
  })
  await page.getByText(/Invoice \S+ is paid/).waitFor()
  const payments = await api.payments.list(id)
  assert.equal(payments.filter(({ amount }) => amount === 25_000).length, 1)
  await leave()
})

test('a card that asks first is answered, and the invoice is paid', async () => {
  await api.customers.create({ id: 'cus_asked', email: 'asked@example.com' })
  await api.paymentMethods.attach({ customer: 'cus_asked', token: 'pm_card_authenticationRequired' })
  await api.subscriptions.create({ customer: 'cus_asked', price: 'price_pro' })
  const { page, leave } = await visit({ customer: 'cus_asked' })
  await page.getByText('Your bank asks: is it you who pays $49.00?').waitFor()
  assert.deepEqual(await violations(page), [])
  await button(page, 'No, stop the payment').click()
  await button(page, 'Pay $49.00').click()
  await button(page, 'Yes, it is me').click()
  await page.getByText(/Invoice \S+ is paid/).waitFor()
  assert.equal((await api.invoices.list('cus_asked'))[0].status, 'paid')
  await leave()
})

test('what an invoice leaves in the customer’s favour is told, there and as credit, and used', async () => {
  const id = 'cus_favour'
  await api.prices.create({
    id: 'price_yearly',
    product: 'prod_enterprise',
    currency: 'usd',
    unitAmount: 490_000,
    recurring: { interval: 'year', intervalCount: 1 },
  })
  await api.customers.create({ id, email: 'favour@example.com' })
  await api.paymentMethods.attach({ customer: id, token: 'pm_card_visa' })
  await api.subscriptions.create({ id: 'sub_favour', customer: id, price: 'price_yearly' })
  await api.subscriptions.update('sub_favour', { price: 'price_pro' })
  const { balance } = await api.customers.get(id)
  assert.ok(balance < 0)
  const kept = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'usd' }).format(-balance / 100)
  const [negative] = await api.invoices.list(id)
  const draft = await api.invoices.create({
    customer: id,
    currency: 'usd',
    lines: [{ description: 'Onboarding', amount: 10_000 }],
  })
  const { page, wrong, leave } = await visit({ customer: id })
  await page.getByText(`${kept} kept from earlier invoices`).waitFor()
  assert.equal(await page.getByText('You have no credit.').count(), 0)
  await page.getByRole('link', { name: `Details of invoice ${negative.number}` }).click()
  const sums = page.locator('.sums')
  await sums.getByText('Kept for later invoices').waitFor()
  assert.match(
    await sums.innerText(),
    new RegExp(`Total\\s+-\\${kept}\\s+Kept for later invoices\\s+\\${kept}`),
  )
  await page.getByText('How was this computed?').click()
  await page.getByText(`${kept} kept for later invoices`, { exact: true }).waitFor()
  assert.deepEqual(await violations(page), [])
  const { id: later } = await api.invoices.finalize(draft.id)
  await page.evaluate((to) => window.location.assign(`#/invoices/${to}`), later)
  await sums.getByText('Kept from earlier invoices').waitFor()
  assert.match(await sums.innerText(), /Total\s+\$100\.00\s+Kept from earlier invoices\s+-\$100\.00/)
  assert.deepEqual(wrong, [])
  await leave()
})

test('a bank that asks about a new card is answered, and the card can be charged', async () => {
  const id = await customer('holder')
  const { page, wrong, leave } = await visit({ customer: id })
  await button(page, 'Add a card').click()
  await page.getByLabel('Card number').fill('4000 0025 0000 3155')
  await page.getByLabel('Expiry (MM/YY)').fill('08/30')
  await page.getByLabel('Security code').fill('123')
  await button(page, 'Save card').click()
  await page.getByText('Your bank asks: is it you who adds Visa ending in 3155?').waitFor()
  assert.deepEqual(await violations(page), [])
  await button(page, 'No, it is not me').click()
  await page.getByText('The bank did not get its answer').waitFor()
  await button(page, 'Yes, it is me').click()
  await page.getByText('Visa ending in 3155 can be charged now.').waitFor()
  const added = (await api.paymentMethods.list(id)).find(({ card }) => card.last4 === '3155')
  assert.deepEqual([added.status, added.isDefault], ['ready', true])
  assert.deepEqual(wrong, [])
  await leave()
})

test('a card is added and chosen; what was typed survives a refusal', async () => {
  const id = await customer('cards')
  const { page, leave } = await visit({ customer: id })
  await button(page, 'Add a card').click()
  await page.getByLabel('Card number').fill('4000 0000 0000 0069')
  await page.getByLabel('Expiry (MM/YY)').fill('08/30')
  await page.getByLabel('Security code').fill('123')
  await button(page, 'Save card').click()
  await page.getByRole('alert').waitFor()
  assert.match(await page.getByRole('alert').innerText(), /Request req_/)
  assert.equal(await page.getByLabel('Card number').inputValue(), '4000 0000 0000 0069')
  await page.getByLabel('Card number').fill('5555 5555 5555 4444')
  await button(page, 'Save card').click()
  await page.getByText('Mastercard ending in 4444 was added.').waitFor()
  assert.equal((await api.paymentMethods.list(id)).find(({ isDefault }) => isDefault).card.last4, '4444')
  await leave()
})

test('an invoice has a page of its own, with the focus on its heading', async () => {
  const id = await customer('reader')
  const { page, leave } = await visit({ customer: id })
  await page.getByRole('link', { name: /Details of invoice \S+-0002/ }).click()
  await page.getByText('Onboarding').waitFor()
  assert.match(await page.evaluate(() => document.activeElement?.textContent), /^Invoice \S+-0002$/)
  await page.goBack()
  await button(page, 'Cancel plan').waitFor()
  await page.evaluate(() => (location.hash = '#/nowhere'))
  await page.getByText('There is nothing here').waitFor()
  await leave()
})

test('an invoice is printed on white, without what only a screen needs', async () => {
  const id = await customer('printer')
  const { page, leave } = await visit({ customer: id }, { colorScheme: 'dark' })
  await page.getByRole('link', { name: /Details of invoice \S+-0002/ }).click()
  await page.getByText('Onboarding').waitFor()
  const { hostedUrl } = await page.evaluate(async () => (await (await fetch('/invoices')).json()).data[0])
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const looks = () =>
    page.evaluate(() => [document.body.innerText, getComputedStyle(document.body).backgroundColor])
  const [portal, ground] = await looks()
  assert.match(portal, /Invoice \S+-0002[\s\S]*Acme Robotics[\s\S]*Onboarding[\s\S]*\$250\.00/)
  assert.doesNotMatch(portal, /PDF|Print|Pay|Sign out|Back to|Activity|computed/)
  assert.equal(ground, 'rgb(255, 255, 255)')
  await page.goto(hostedUrl)
  const [hosted] = await looks()
  assert.match(hosted, /Invoice \S+-0002[\s\S]*Onboarding/)
  assert.doesNotMatch(hosted, /PDF/)
  await leave()
})
