// What pages and components may weigh, as they go over the wire.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { root } from '../../sdk/tests/portal.mjs'

const folder = join(root, 'build/web')

/** `app` → `app-BAuwUcJA.js`. */
function fileOf(stem) {
  const files = readdirSync(folder).filter((name) => name.startsWith(`${stem}-`) && name.endsWith('.js'))
  assert.equal(files.length, 1, `${stem}: ${files}`)
  return files[0]
}

/** A program and all that it imports at once, as it goes over the wire. */
function weight(name, seen = new Set()) {
  if (seen.has(name)) return 0
  seen.add(name)
  const code = readFileSync(join(folder, name), 'utf8')
  const imported = [
    ...code.matchAll(/\bfrom\s*[`"']\.\/([\w-]+\.js)[`"']|\bimport\s*[`"']\.\/([\w-]+\.js)[`"']/g),
  ]
  const size = readFileSync(join(folder, `${name}.gz`)).length
  return imported.reduce((sum, [, one, other]) => sum + weight(one ?? other, seen), size)
}

for (const [program, languages] of [
  ['app', ['en', 'de', 'ar']],
  ['console', ['en']],
]) {
  for (const language of languages) {
    test(`what the first view of ${program} needs in ${language} is at most 90 kB`, () => {
      const size = weight(fileOf(program)) + weight(fileOf(language))
      assert.ok(size > 60_000 && size <= 90_000, `${size} bytes`)
    })
  }
}

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
  test(`${name} is at most 28 kB, the client and the provider included`, async () => {
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
    // What it loads later counts as well.
    const size = made.output.reduce((sum, { code }) => sum + gzipSync(code).length, 0)
    assert.ok(size > 1000 && size <= 28_000, `${size} bytes`)
  })
}
