// Every TypeScript and TSX snippet of docs/customer-portal.md type-checks and runs as it stands there,
// against the real server. The test supplies only the names that the snippets take from their
// surroundings: db, redirect, analytics, customerId and the like.
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import ts from 'typescript'
import { Payments } from 'payments.do'
import { due, folderFor, options, pending, run, snippets } from './document.mjs'
import { adminKey, fill, Portal, root } from './portal.mjs'

const folder = folderFor('typescript')

const surroundings = `
import type { PaymentsClient } from 'payments.do'
declare global {
  const payments: PaymentsClient
  const customerId: string, invoiceId: string, tokenId: string, customerToken: string
  function redirect(url: string): void
  function subDays(date: Date, days: number): Date
  function formatCurrency(amount: number): string
  function sendCancellationConfirmation(subscription: string): Promise<void>
  const analytics: { track(event: string, properties: Record<string, unknown>): Promise<void> }
  const db: { users: { get(id: string): Promise<{ stripeCustomerId?: string } | undefined> } }
  type PortalConfiguration = string
}
`

const tracked = []
const redirects = []
let portal, api

before(async () => {
  portal = await Portal.start()
  api = Payments({ apiKey: adminKey, baseUrl: portal.url })
  await fill(api)
  await api.customers.create({ id: 'cus_123', email: 'ada@example.com', metadata: { userId: 'user_1' } })
  await api.paymentMethods.attach({ customer: 'cus_123', token: 'pm_card_mastercard' })
  await api.paymentMethods.attach({ id: 'pm_card_abc', customer: 'cus_123', token: 'pm_card_visa' })
  await api.subscriptions.create({ id: 'sub_abc', customer: 'cus_123', price: 'price_pro' })
  const draft = await api.invoices.create({
    customer: 'cus_123',
    currency: 'usd',
    lines: [{ description: 'Consulting', amount: 12_000 }],
  })
  const invoice = await api.invoices.finalize(draft.id)
  const token = await api.customers.createToken('cus_123', {
    scopes: ['subscriptions:read', 'invoices:read', 'payment_methods:read', 'payment_methods:write'],
    expiresIn: 3600,
  })
  process.env.PAYMENTS_API_KEY = adminKey
  process.env.PAYMENTS_BASE_URL = portal.url
  const onward = globalThis.fetch
  Object.assign(globalThis, {
    payments: api,
    customerId: 'cus_123',
    invoiceId: invoice.id,
    tokenId: token.id,
    customerToken: token.secret,
    redirect: (url) => redirects.push(url),
    subDays: (date, days) => new Date(date.getTime() - days * 86_400_000),
    formatCurrency: (amount) => `$${(amount / 100).toFixed(2)}`,
    sendCancellationConfirmation: async (subscription) => tracked.push(['mail', subscription]),
    analytics: { track: async (event, properties) => tracked.push([event, properties]) },
    db: { users: { get: async (id) => (id === 'nobody' ? undefined : { stripeCustomerId: 'cus_123' }) } },
    // The document calls its public address; here that is the server of this test.
    fetch: (address, init) => onward(String(address).replace('https://api.payments.do', portal.url), init),
  })
  writeFileSync(join(folder, 'surroundings.d.ts'), surroundings)
  for (const { code, file } of due) writeFileSync(join(folder, file), code)
})

after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await portal.close()
})

test('the document has its snippets, and none is pending that is not there', () => {
  assert.ok(snippets.length >= 19, `${snippets.length} snippets`)
  for (const heading of Object.keys(pending))
    assert.ok(
      snippets.some((one) => one.heading === heading),
      heading,
    )
})

test('they type-check as they stand', () => {
  const files = [...due.map(({ file }) => join(folder, file)), join(folder, 'surroundings.d.ts')]
  const wrong = ts.getPreEmitDiagnostics(ts.createProgram(files, options))
  assert.equal(
    ts.formatDiagnostics(wrong, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    }),
    '',
  )
})

/** What is true once the snippet has run. */
const outcomes = {
  'Invoice Management': async () => {
    const invoice = await api.invoices.get(invoiceId)
    assert.equal(invoice.status, 'paid')
    assert.match(invoice.pdfUrl, /\/invoices\/in_\w+\/pdf\?/)
  },
  'Subscription Management': async () => {
    const subscription = await api.subscriptions.get('sub_abc')
    assert.equal(subscription.items[0].price, 'price_enterprise')
    assert.equal(subscription.cancelAtPeriodEnd, false)
  },
  'Creating a Session': () => assert.match(redirects[0], /\/session\/ps_/),
  'Using Customer Tokens': () => undefined,
  'Retention Offers': async ({ handleCancellationRequest, applyRetentionOffer }) => {
    assert.equal((await handleCancellationRequest('sub_abc')).offer.discount, 50)
    await applyRetentionOffer('sub_abc', 'off_1')
    const subscription = await api.subscriptions.get('sub_abc')
    assert.equal(subscription.coupon ?? subscription.discount?.coupon, 'cou_retention_50off_3mo')
    assert.equal((await handleCancellationRequest('sub_abc')).offer.pause, true)
  },
  'Exit Survey': async ({ processCancellation }) => {
    await processCancellation('sub_abc', { reason: 'unused', wouldRecommend: 7 })
    const { cancelAtPeriodEnd, metadata } = await api.subscriptions.get('sub_abc')
    assert.equal(cancelAtPeriodEnd, true)
    assert.equal(metadata.cancellationReason, 'unused')
    assert.deepEqual(
      tracked.map(([what]) => what),
      ['subscription_cancellation', 'mail'],
    )
  },
  'Token Security': async () => {
    const tokens = await api.customers.listTokens('cus_123')
    assert.ok(tokens.find(({ id }) => id === tokenId).revokedAt)
  },
  'Preventing Unauthorized Access': async ({ createPortalSession }) => {
    assert.match((await createPortalSession('user_1')).url, /\/session\/ps_/)
    await assert.rejects(createPortalSession('user_2'), /Unauthorized/)
    await assert.rejects(createPortalSession('nobody'), /No billing account/)
  },
  'Payment Method Management': async () => {
    const methods = await api.paymentMethods.list('cus_123')
    assert.deepEqual(
      methods.map(({ card }) => card.brand),
      ['mastercard'],
    )
  },
}

for (const snippet of due.filter(({ language }) => language === 'typescript')) {
  test(`it runs: ${snippet.heading} (${snippet.file})`, async () => {
    const made = await run(folder, snippet)
    await outcomes[snippet.heading]?.(made)
  })
}
