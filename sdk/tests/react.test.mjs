// The components against the real server: rendered on a server, under StrictMode, and used by hand. The
// TSX snippets of docs/customer-portal.md are among them, as they stand there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'
import { Payments } from 'payments.do'
import {
  BillingDetails,
  CreditView,
  formatOf,
  InvoiceList,
  PaymentMethodManager,
  PaymentsPortal,
  PaymentsProvider,
  SubscriptionManager,
  UsageView,
} from 'payments.do/react'
import { due, folderFor, pending, run } from './document.mjs'
import { act, asked, button, catchLocation, press, show, until } from './page.mjs'
import { adminKey, fill, Portal } from './portal.mjs'

let portal, api
const shown = (element, provider) => show(portal, element, provider)

before(async () => {
  portal = await Portal.start()
  api = Payments({ apiKey: adminKey, baseUrl: portal.url })
  await fill(api)
  await api.customers.create({ id: 'cus_123', name: 'Ada', email: 'ada@example.com' })
  await api.paymentMethods.attach({ customer: 'cus_123', token: 'pm_card_visa' })
  await api.subscriptions.create({ id: 'sub_abc', customer: 'cus_123', price: 'price_pro' })
  await api.credits.grant({ customer: 'cus_123', amount: 1500, currency: 'usd', name: 'Welcome' })
  await api.usage.record([{ customer: 'cus_123', meter: 'api_calls', value: 42 }])
})

after(() => portal.close())

const components = [
  ['PaymentsPortal', PaymentsPortal],
  ['InvoiceList', InvoiceList],
  ['PaymentMethodManager', PaymentMethodManager],
  ['SubscriptionManager', SubscriptionManager],
  ['UsageView', UsageView],
  ['CreditView', CreditView],
  ['BillingDetails', BillingDetails],
]
for (const [name, Component] of components) {
  test(`on a server, ${name} renders its bones and asks nothing`, () => {
    const fetcher = () => assert.fail('nothing may be asked while rendering')
    const html = renderToString(
      h(PaymentsProvider, { fetcher, locale: 'en' }, h(Component, { customerId: 'cus_123' })),
    )
    assert.match(html, /pay-skeleton/)
    assert.doesNotMatch(html, / style=/)
  })
}

test('a component without its provider says what to put around it', () => {
  assert.throws(() => renderToString(h(InvoiceList)), /PaymentsProvider/)
})

test('a secret key is refused', () => {
  assert.throws(() => renderToString(h(PaymentsProvider, { token: 'sk_live_x' }, 'x')), /secret key/)
})

test("money is written in its currency's own way", () => {
  const { money } = formatOf('en-US', 'UTC')
  assert.deepEqual(
    [money(123456, 'usd'), money(1234, 'jpy'), money(1234, 'kwd').replace(/\s/, ' ')],
    ['$1,234.56', '¥1,234', 'KWD 1.234'],
  )
  assert.equal(formatOf('de-DE', 'UTC').money(-123456, 'eur').replace(/\s/, ' '), '-1.234,56 €')
  assert.equal(formatOf('en-US', 'Asia/Tokyo').date('2026-11-22T16:00:00Z'), 'November 23, 2026')
})

const snippet = async (heading) => {
  const found = due.find((one) => one.heading === heading)
  globalThis.customerId = 'cus_123'
  globalThis.formatCurrency = (amount) => `$${(amount / 100).toFixed(2)}`
  return run(folderFor(heading.replace(/\W/g, '')), found)
}

test("the document's BillingPage leads to a portal link", async () => {
  const { BillingPage } = await snippet('React Components')
  const leave = await shown(h(BillingPage))
  const led = catchLocation()
  await press(button('Manage Billing'))
  await until('the link', led)
  assert.match(led(), new RegExp(`^${portal.url}/session/ps_`))
  await leave()
})

test("the document's EmbeddedPortal shows plan, card and invoices, and cancels and keeps the plan", async () => {
  const { EmbeddedPortal } = await snippet('React Components')
  const leave = await shown(h(EmbeddedPortal))
  await until('the invoice', () => document.querySelector('table tbody tr'))
  const text = () => document.body.textContent
  await until('the plan', () => /\$49\.00 a month/.test(text()))
  await until('the card', () => /Visa ending in 4242/.test(text()))
  assert.match(text(), /Next charge on \w+ \d+, \d{4}/)
  assert.doesNotMatch(text(), /Usage/)
  await press(button('Cancel plan'))
  const question = await until('the question', () => document.querySelector('dialog[open]'))
  assert.match(question.textContent, /It stays yours until/)
  await press(button('Go on'))
  await until('the last question', () => button('Yes, cancel my plan'))
  await press(button('Yes, cancel my plan'))
  await until('the end', () => /You will not be charged again/.test(text()))
  assert.equal((await api.subscriptions.get('sub_abc')).cancelAtPeriodEnd, true)
  await press(button('Keep my plan'))
  await until('the plan goes on', () => /goes on\. The next charge/.test(text()))
  assert.equal((await api.subscriptions.get('sub_abc')).cancelAtPeriodEnd, false)
  await leave()
})

test("the document's PaymentMethodsPage adds a card once, however often it is pressed, and removes it", async () => {
  const { PaymentMethodsPage } = await snippet('Inline Payment Method Manager')
  const told = []
  const log = console.log
  console.log = (...words) => told.push(words)
  try {
    const leave = await shown(h(PaymentMethodsPage))
    await until('the card', () => /4242/.test(document.body.textContent))
    await press(button('Add a card'))
    await until('the form', () => document.querySelector('[name=number]'))
    const set = async (name, value) => {
      const input = document.querySelector(`[name=${name}]`)
      await act(async () => {
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value').set.call(input, value)
        input.dispatchEvent(new window.Event('input', { bubbles: true }))
      })
    }
    await set('number', '5555 5555 5555 4445')
    await press(button('Save card'))
    assert.match(document.body.textContent, /not a card number/)
    await set('number', '5555 5555 5555 4444')
    await set('expiry', '08/30')
    await set('cvc', '123')
    await act(async () => {
      button('Save card').click()
      button('Save card').click()
    })
    await until('the card is added', () =>
      /Mastercard ending in 4444 was added/.test(document.body.textContent),
    )
    assert.equal(told.filter(([what]) => what === 'Added:').length, 1)
    assert.equal(asked.filter((one) => one.startsWith('POST /payment-methods')).length, 1)
    const remove = await until('the new card', () =>
      document.querySelector('[aria-label="Remove: Mastercard ending in 4444"]'),
    )
    await press(remove)
    await press(
      [...document.querySelectorAll('dialog[open] button')].find((one) => one.textContent === 'Remove'),
    )
    await until('it is gone', () => told.some(([what]) => what === 'Removed:'))
    assert.equal((await api.paymentMethods.list('cus_123')).length, 1)
    await leave()
  } finally {
    console.log = log
  }
})

test("InvoiceList renders each invoice in the caller's way", async () => {
  const leave = await shown(
    h(InvoiceList, {
      customerId: 'cus_123',
      limit: 1,
      renderInvoice: (invoice) => h('p', { key: invoice.id }, `${invoice.number} ${invoice.amount}`),
    }),
  )
  await until('the invoice', () => /-0001 4900/.test(document.body.textContent))
  assert.equal(
    asked.find((one) => one.includes('/invoices')),
    'GET /invoices?customer=cus_123&limit=1',
  )
  await leave()
})

test('usage is bars and a table of the same numbers; credit says what is left', async () => {
  const leave = await shown(
    h('div', null, h(UsageView, { customerId: 'cus_123' }), h(CreditView, { customerId: 'cus_123' })),
  )
  await until('the bars', () => document.querySelectorAll('svg rect').length >= 28)
  const rows = [...document.querySelectorAll('table tbody tr')]
  assert.equal(rows.length, document.querySelectorAll('svg rect').length)
  assert.equal(
    rows.map((row) => Number(row.lastChild.textContent)).reduce((a, b) => a + b),
    42,
  )
  await until('the credit', () => /\$15\.00 available/.test(document.body.textContent))
  await leave()
})

test("what cannot be loaded says why, with the request's id, and is tried again", async () => {
  let broken = true
  const fetcher = (path, init) => {
    if (broken)
      return Promise.resolve(
        new Response(
          '{"error":{"type":"permission_error","code":"no","message":"Not yours.","requestId":"req_7"}}',
          { status: 403 },
        ),
      )
    return fetch(portal.url + path, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${adminKey}` },
    })
  }
  const leave = await shown(h(CreditView, { customerId: 'cus_123' }), { fetcher })
  await until('the reason', () => /Not yours\.Request req_7/.test(document.body.textContent))
  broken = false
  await press(button('Try again'))
  await until('the credit', () => /available/.test(document.body.textContent))
  await leave()
})

test('every snippet with components is run here, or pending', () => {
  const run = ['React Components', 'Inline Invoice List', 'Inline Payment Method Manager']
  const all = due.filter(({ language }) => language === 'tsx').map(({ heading }) => heading)
  assert.deepEqual(
    all.filter((heading) => !run.includes(heading)),
    [],
    Object.keys(pending).join(),
  )
})
