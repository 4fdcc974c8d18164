// What the server really answers, against the types that the SDK promises: each answer is written down
// as a literal of its type, and the compiler says what is missing, wrong or unknown to the type.
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import ts from 'typescript'
import { Payments } from 'payments.do'
import { adminKey, fill, Portal, root } from './portal.mjs'

const file = join(root, 'sdk/answers.generated.ts')
let portal, api

before(async () => {
  portal = await Portal.start()
  api = Payments({ apiKey: adminKey, baseUrl: portal.url })
  await fill(api)
})

after(async () => {
  rmSync(file, { force: true })
  await portal.close()
})

async function answers() {
  const customer = await api.customers.create({
    id: 'cus_1',
    name: 'Ada',
    email: 'ada@example.com',
    address: { line1: '1 Main Street', country: 'GB' },
    taxIds: [{ type: 'gb_vat', value: 'GB123456789' }],
    metadata: { userId: 'u' },
  })
  const grant = await api.credits.grant({ customer: 'cus_1', amount: 500, currency: 'usd' })
  const method = await api.paymentMethods.attach({ customer: 'cus_1', token: 'pm_card_visa' })
  await api.prices.create({
    id: 'price_calls',
    product: 'prod_pro',
    currency: 'usd',
    usageType: 'metered',
    meter: 'mtr_api_calls',
    unitAmount: 2,
    recurring: { interval: 'month', intervalCount: 1 },
  })
  const items = [{ price: 'price_pro', quantity: 2 }, { price: 'price_calls' }]
  const subscription = await api.subscriptions.create({
    customer: 'cus_1',
    items,
    coupon: 'cou_retention_50off_3mo',
  })
  const receipt = await api.usage.record([{ customer: 'cus_1', meter: 'api_calls', value: 3 }])
  const invoices = await api.invoices.list('cus_1')
  const session = await api.portal.createSession({ customer: 'cus_1', returnUrl: 'https://example.com/' })
  const token = await api.customers.createToken('cus_1', { scopes: ['usage:read'], expiresIn: 60 })
  const configuration = await api.portal.configurations.create({
    name: 'One',
    features: { invoiceHistory: { enabled: true } },
    branding: { primaryColor: '#112233' },
  })
  const timeline = await api.usage.timeline('cus_1', {
    meter: 'api_calls',
    granularity: 'day',
    start: '2026-01-01T00:00:00Z',
    end: '2026-01-03T00:00:00Z',
  })
  return {
    Customer: customer,
    CreditGrant: grant,
    PaymentMethod: method,
    Subscription: subscription,
    Invoice: invoices[0],
    PortalSession: session,
    CustomerToken: token,
    PortalConfiguration: configuration,
    UsageReceipt: receipt,
    Payment: (await api.payments.list('cus_1'))[0],
    CreditBalance: await api.credits.balance('cus_1'),
    CreditMovement: (await api.credits.ledger('cus_1'))[0],
    Usage: await api.usage.get('cus_1'),
    UsageTimeline: timeline,
    Product: await api.products.get('prod_pro'),
    Price: await api.prices.get('price_calls'),
    Coupon: await api.coupons.get('cou_retention_50off_3mo'),
    Meter: await api.meters.get('mtr_api_calls'),
    Capability: (await api.portal.configurations.capabilities(configuration.id, 'cus_1'))[0],
    PortalEvent: (await api.events.list({ limit: 1 }))[0],
    AuditAction: (await api.audit.actions({ limit: 1 }))[0],
    AuditCheckpoint: await api.audit.checkpoint(),
    AuditProof: await api.audit.proof('1'),
    AuditConsistency: await api.audit.consistency({ from: '1' }),
    SecretKey: await api.keys.create({ name: 'one', role: 'analyst' }),
    CustomerExport: await api.customers.export('cus_1'),
  }
}

test('every answer is what its type says', async () => {
  const all = Object.entries(await answers())
  for (const [name, answer] of all) assert.ok(answer, name)
  const literals = all.map(
    ([name, answer]) => `export const a${name}: t.${name} = ${JSON.stringify(answer, null, 1)}\n`,
  )
  writeFileSync(file, `import type * as t from './src/types.js'\n${literals.join('')}`)
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  })
  const wrong = ts.getPreEmitDiagnostics(program)
  assert.equal(
    ts.formatDiagnostics(wrong, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    }),
    '',
  )
})
