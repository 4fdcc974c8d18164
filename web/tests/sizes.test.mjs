// What pages and components may weigh, as they go over the wire.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { root } from '../../sdk/tests/portal.mjs'

test('the portal\'s program is at most 90 kB', () => {
  const size = readFileSync(join(root, 'build/web/app.js.gz')).length
  assert.ok(size <= 90_000, `${size} bytes`)
})

for (const name of ['PaymentsPortal', 'InvoiceList', 'PaymentMethodManager', 'SubscriptionManager', 'UsageView', 'CreditView', 'BillingDetails', 'usePaymentsPortal']) {
  test(`${name} is at most 25 kB, the client and the provider included`, async () => {
    const made = await build({
      configFile: false, logLevel: 'silent', root: join(root, 'sdk'),
      plugins: [{
        name: 'entry',
        resolveId: (id) => (id === 'virtual:entry' ? '\0entry' : undefined),
        load: (id) => (id === '\0entry' ? `export { ${name}, PaymentsProvider } from '${join(root, 'sdk/dist/esm/react/index.js')}'` : undefined),
      }],
      build: {
        write: false, target: 'es2022',
        rollupOptions: { input: 'virtual:entry', preserveEntrySignatures: 'strict', external: [/^react/], onwarn: () => undefined },
      },
    })
    const size = gzipSync(made.output[0].code).length
    assert.ok(size > 1000 && size <= 25_000, `${size} bytes`)
  })
}
