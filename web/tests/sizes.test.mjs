// What pages and components may weigh, as they go over the wire.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { root } from '../../sdk/tests/portal.mjs'

/** A program and all that it imports at once, as it goes over the wire. */
function weight(name, seen = new Set()) {
  if (seen.has(name)) return 0
  seen.add(name)
  const folder = join(root, 'build/web')
  const code = readFileSync(join(folder, name), 'utf8')
  const imported = [
    ...code.matchAll(/\bfrom\s*[`"']\.\/([\w-]+\.js)[`"']|\bimport\s*[`"']\.\/([\w-]+\.js)[`"']/g),
  ]
  const size = readFileSync(join(folder, `${name}.gz`)).length
  return imported.reduce((sum, [, one, other]) => sum + weight(one ?? other, seen), size)
}

test("the portal's and the console's programs are at most 90 kB each", () => {
  for (const name of ['app.js', 'console.js']) {
    const size = weight(name)
    assert.ok(size > 60_000 && size <= 90_000, `${name}: ${size} bytes`)
  }
})

for (const name of [
  'PaymentsPortal',
  'InvoiceList',
  'PaymentMethodManager',
  'SubscriptionManager',
  'UsageView',
  'CreditView',
  'BillingDetails',
  'usePaymentsPortal',
]) {
  test(`${name} is at most 25 kB, the client and the provider included`, async () => {
    const made = await build({
      configFile: false,
      logLevel: 'silent',
      root: join(root, 'sdk'),
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === 'virtual:entry' ? '\0entry' : undefined),
          load: (id) =>
            id === '\0entry'
              ? `export { ${name}, PaymentsProvider } from '${join(root, 'sdk/dist/esm/react/index.js')}'`
              : undefined,
        },
      ],
      build: {
        write: false,
        target: 'es2022',
        rollupOptions: {
          input: 'virtual:entry',
          preserveEntrySignatures: 'strict',
          external: [/^react/],
          onwarn: () => undefined,
        },
      },
    })
    const size = gzipSync(made.output[0].code).length
    assert.ok(size > 1000 && size <= 25_000, `${size} bytes`)
  })
}
