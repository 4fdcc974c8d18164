// The components as README.md sets them up: with a customer token, in a page that holds no secret key.
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createElement as h } from 'react'
import ts from 'typescript'
import { Payments } from 'payments.do'
import { usePaymentsPortal } from 'payments.do/react'
import { folderFor, options, run } from './document.mjs'
import { button, catchLocation, press, show, until } from './page.mjs'
import { adminKey, fill, Portal, root } from './portal.mjs'

let portal, api
const shown = (element, provider) => show(portal, element, provider)

before(async () => {
  portal = await Portal.start()
  api = Payments({ apiKey: adminKey, baseUrl: portal.url })
  await fill(api)
  await api.customers.create({ id: 'cus_123', email: 'ada@example.com' })
  await api.paymentMethods.attach({ customer: 'cus_123', token: 'pm_card_visa' })
  await api.subscriptions.create({ customer: 'cus_123', price: 'price_pro' })
})

after(() => portal.close())

test('a portal link asked for with a customer token alone is refused with what to give', async () => {
  const failed = []
  function Opener() {
    const { createSession } = usePaymentsPortal()
    const ask = { customer: 'cus_123', returnUrl: 'https://app.example.com' }
    return h(
      'button',
      { onClick: () => void createSession(ask).catch((error) => failed.push(error)) },
      'Open',
    )
  }
  const leave = await shown(h(Opener), { fetcher: undefined, token: 'cst_1_x', baseUrl: portal.url })
  await press(button('Open'))
  await until('the refusal', () => failed[0])
  assert.match(failed[0].message, /Give <PaymentsProvider> a createSession=/)
  await leave()
})

test("the README's Billing, which type-checks, leads to a portal link and shows the plan", async () => {
  const [, code] = /^```tsx\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'sdk/README.md'), 'utf8'))
  const folder = folderFor('readme')
  writeFileSync(join(folder, 'Billing.tsx'), code)
  const wrong = ts.getPreEmitDiagnostics(ts.createProgram([join(folder, 'Billing.tsx')], options))
  assert.deepEqual(
    wrong.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
    [],
  )
  // Styles are no program.
  const { Billing } = await run(folder, {
    file: 'Billing.tsx',
    code: code.replace(/^import '.*\.css'$/m, ''),
  })
  const scopes = ['subscriptions:read', 'invoices:read', 'payment_methods:read']
  const { secret } = await api.customers.createToken('cus_123', { scopes, expiresIn: 3600 })
  const onward = globalThis.fetch
  globalThis.fetch = async (address, init) => {
    if (address !== '/billing/link') {
      return onward(String(address).replace('https://billing.example.com', portal.url), init)
    }
    const { returnUrl } = JSON.parse(init.body)
    return Response.json(await api.portal.createSession({ customer: 'cus_123', returnUrl }))
  }
  try {
    const leave = await shown(h(Billing, { token: secret }))
    await until('the plan', () => /a month/.test(document.body.textContent))
    const led = catchLocation()
    await press(button('Manage billing'))
    await until('the link', led)
    assert.match(led(), new RegExp(`^${portal.url}/session/ps_`))
    await leave()
  } finally {
    globalThis.fetch = onward
    rmSync(folder, { recursive: true, force: true })
  }
})
