// The SDK against the server's own description of itself.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Payments, PaymentsClient } from 'payments.do'
import { generate, snapshot } from '../tools/generate.mjs'
import { adminKey, Portal } from './portal.mjs'

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
let portal, document

before(async () => {
  portal = await Portal.start()
  document = await (await fetch(`${portal.url}/openapi.json`)).json()
})

after(() => portal.close())

test('openapi.json is the one that the server makes', () => {
  assert.equal(read('openapi.json'), snapshot(document), 'run ./dev sdk')
})

test('the types are made from it', () => {
  assert.equal(read('src/schema.ts'), generate(JSON.parse(read('openapi.json'))), 'run ./dev sdk')
})

/** What the server offers to people, browsers and operators, not to programs. */
const noMethod =
  /^\/(session|portal\/(assets|actions|cancel|logout)|console|files|healthz|readyz|metrics|openapi\.json|docs)\b|^\/portal$|^\/invoices\/\{id\}\/page$/

function* methodsOf(client) {
  for (const [name, resource] of Object.entries(client)) {
    if (name === 'webhooks') continue
    for (const [inner, nested] of [
      [name, resource],
      ...Object.entries(resource).map(([key, value]) => [`${name}.${key}`, value]),
    ]) {
      if (typeof nested !== 'object' || nested === null) continue
      const prototypes = []
      for (
        let at = Object.getPrototypeOf(nested);
        at && at !== Object.prototype;
        at = Object.getPrototypeOf(at)
      )
        prototypes.push(at)
      const hidden = new Set(['constructor', 'read', 'act', 'change', 'remove', 'pages', 'whose'])
      const names = new Set(
        prototypes.flatMap((one) => Object.getOwnPropertyNames(one)).filter((one) => !hidden.has(one)),
      )
      if (inner.endsWith('.transport')) continue
      for (const method of names) yield [`${inner}.${method}`, (...given) => nested[method](...given)]
    }
  }
}

test('every route has a method, and every method a route', async () => {
  const called = new Set()
  let calls = 0
  const client = Payments({
    apiKey: 'sk_x',
    baseUrl: 'http://portal.test',
    maxRetries: 0,
    fetch: async (address, { method }) => {
      ++calls
      called.add(`${method} ${decodeURIComponent(new URL(address).pathname)}`)
      return new Response('{"error":{"type":"x","code":"stop","message":"stop"}}', { status: 400 })
    },
  })
  assert.ok(client instanceof PaymentsClient)
  for (const [name, method] of methodsOf(client)) {
    const before = calls
    const result = method('~id~', '~id~')
    await Promise.resolve(result.next ? result.next() : result).catch(() => undefined)
    assert.equal(calls, before + 1, name)
  }
  const offered = Object.entries(document.paths)
    .filter(([path]) => !noMethod.test(path))
    .flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '~id~')}`),
    )
  assert.deepEqual([...called].sort(), offered.sort())
})

test('a key that the server does not know is an AuthenticationError', async () => {
  await assert.rejects(
    Payments({ apiKey: `sk_x_${'a'.repeat(43)}`, baseUrl: portal.url, maxRetries: 0 }).customers.list(),
    (error) => error.name === 'AuthenticationError' && error.requestId.startsWith('req_'),
  )
})

test("a customer sees the catalog, which is nobody's own", async () => {
  const api = Payments({ apiKey: adminKey, baseUrl: portal.url })
  await api.products.create({ id: 'prod_seen', name: 'Seen' })
  await api.customers.create({ id: 'cus_seeing' })
  const { secret } = await api.customers.createToken('cus_seeing', { scopes: ['usage:read'], expiresIn: 60 })
  const products = await Payments({ apiKey: secret, baseUrl: portal.url }).products.list({ active: true })
  assert.deepEqual(
    products.map(({ id }) => id),
    ['prod_seen'],
  )
})

test('customers are paged through without a gap', async () => {
  const api = Payments({ apiKey: adminKey, baseUrl: portal.url })
  const names = Array.from({ length: 120 }, (_, at) => `cus_n${at}`)
  for (const id of names) await api.customers.create({ id })
  const seen = []
  for await (const { id } of api.customers.list({ limit: 50 })) if (id !== 'cus_seeing') seen.push(id)
  assert.deepEqual(seen, names.reverse())
})

test('the log is read as it grows, and a broken connection is taken up again', async () => {
  let broken = 0
  const api = Payments({
    apiKey: adminKey,
    baseUrl: portal.url,
    fetch: async (address, init) => {
      const answer = await fetch(address, init)
      if (!String(address).includes('/events/stream') || broken++ > 0) return answer
      const reader = answer.body.getReader()
      const first = await reader.read()
      await reader.cancel()
      return new Response(new Blob([first.value]).stream(), { status: 200 })
    },
  })
  const stop = new AbortController()
  const seen = []
  const head = (await api.audit.checkpoint()).size
  await assert.rejects(async () => {
    await api.products.create({ name: 'one' })
    for await (const event of api.events.stream({ after: head }, { signal: stop.signal })) {
      seen.push(event.position)
      if (seen.length === 3) stop.abort(new Error('seen enough'))
      else await api.products.create({ name: 'another' })
    }
  }, /seen enough/)
  assert.deepEqual(
    seen,
    [1, 2, 3].map((more) => String(Number(head) + more)),
  )
})
