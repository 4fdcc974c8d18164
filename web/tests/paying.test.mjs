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
