// What components say of answers that are seldom: usage that costs, a balance in the customer's favour, no card.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createElement as h } from 'react'
import { Payments } from 'payments.do'
import { CreditView, PaymentMethodManager, UsageView } from 'payments.do/react'
import { asked, sender, show, until } from './page.mjs'
import { adminKey, Portal } from './portal.mjs'

let portal, api
const shown = (element, provider) => show(portal, element, provider)

before(async () => {
  portal = await Portal.start()
  api = Payments({ apiKey: adminKey, baseUrl: portal.url })
  await api.customers.create({ id: 'cus_123', email: 'ada@example.com' })
})

after(() => portal.close())

/** A fetcher with these answers, by what the path begins with; anything else is asked of the portal. */
const answering = (answers) => (path, init) => {
  const found = Object.keys(answers).find((start) => path.startsWith(start))
  if (!found) return sender(portal)(path, init)
  asked.push(`${init.method} ${path}`)
  return Promise.resolve(Response.json(answers[found]))
}

/** The days of November in UTC; what was used on the second and on the last. */
const november = Array.from({ length: 30 }, (_, at) => {
  const [start, end] = [at + 1, at + 2].map((day) => new Date(Date.UTC(2026, 10, day)).toISOString())
  return { start, end, value: at === 1 ? 544 : at === 29 ? 1 : 0 }
})
const usageOf = (meters, period) => ({ object: 'usage', customer: 'cus_123', period, meters })
const timelineOf = (data, timeZone) => ({
  object: 'usage_timeline',
  customer: 'cus_123',
  meter: 'mtr_api_calls',
  name: 'api_calls',
  granularity: 'day',
  timeZone,
  data,
})

test('usage says what it costs, its days and its most, and leaves out what is neither billed nor used', async () => {
  const meters = [
    { meter: 'mtr_1', name: 'api_calls', value: 545, unit: 'calls', amount: 1635, currency: 'usd' },
    { meter: 'mtr_2', name: 'storage', value: 12.5, unit: 'GB' },
    { meter: 'mtr_3', name: 'seats', value: 0 },
    { meter: 'mtr_4', name: 'exports', value: null },
  ]
  const period = { start: '2026-11-01T00:00:00.000Z', end: '2026-12-01T00:00:00.000Z' }
  const fetcher = answering({
    '/usage/timeline': timelineOf(november, 'UTC'),
    '/usage': usageOf(meters, period),
  })
  const timeZone = 'America/New_York'
  const leave = await shown(h(UsageView, { customerId: 'cus_123' }), { fetcher, timeZone })
  await until('the bars', () => document.querySelectorAll('svg').length === 2)
  const text = document.body.textContent
  assert.match(text, /November 1, 2026 to November 30, 2026/)
  assert.match(text, /545 calls · \$16\.35/)
  assert.match(text, /12\.5 GB(?! ·)/)
  assert.match(text, /Most in a day: 544 calls/)
  assert.doesNotMatch(text, /seats|exports/)
  assert.deepEqual(
    [...document.querySelector('.pay-axis').children].map((one) => one.textContent),
    ['Nov 1', 'Nov 30'],
  )
  assert.ok(asked.filter((one) => one.includes('timeline')).every((one) => one.includes('timeZone=UTC')))
  await leave()
})

test("a plan's period is told in the customer's own days; nothing used is a sentence", async () => {
  const period = { start: '2026-11-15T02:30:00.000Z', end: '2026-12-15T02:30:00.000Z' }
  const billed = { meter: 'mtr_1', name: 'api_calls', value: 0, amount: 0, currency: 'usd' }
  const nothing = november.map((day) => ({ ...day, value: 0 }))
  const fetcher = answering({
    '/usage/timeline': timelineOf(nothing, 'America/New_York'),
    '/usage': usageOf([billed], period),
  })
  const leave = await shown(h(UsageView, { customerId: 'cus_123' }), {
    fetcher,
    timeZone: 'America/New_York',
  })
  await until('the sentence', () =>
    /Nothing has been used in this period yet/.test(document.body.textContent),
  )
  assert.match(document.body.textContent, /November 14, 2026 to December 14, 2026/)
  assert.equal(document.querySelector('svg'), null)
  assert.ok(asked.some((one) => one.includes('timeZone=America%2FNew_York')))
  await leave()
})

test('credit has what earlier invoices left in the customer’s favour', async () => {
  const customer = await api.customers.get('cus_123')
  const fetcher = answering({
    '/customers/': { ...customer, currency: 'usd', balance: -479_100 },
    '/credits/balance': { object: 'credit_balance', balance: 0, balances: [], grants: [] },
  })
  const leave = await shown(h(CreditView, { customerId: 'cus_123' }), { fetcher })
  await until('the balance', () => /\$4,791\.00 kept from earlier invoices/.test(document.body.textContent))
  assert.doesNotMatch(document.body.textContent, /You have no credit/)
  await leave()
})

test('without a card the reader is told nothing about a plan', async () => {
  await api.customers.create({ id: 'cus_bare' })
  for (const [readOnly, said] of [
    [false, /There is no card on file\. Add one to pay your invoices with\.Add a card$/],
    [true, /There is no card on file\.$/],
  ]) {
    const leave = await shown(h(PaymentMethodManager, { customerId: 'cus_bare', readOnly }))
    await until('the sentence', () => said.test(document.getElementById('root').textContent))
    await leave()
  }
})
