// The client against a server of the test's own: what is sent, retried, timed out and thrown.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import {
  ConflictError,
  ConnectionError,
  List,
  NotFoundError,
  Payments,
  RateLimitError,
  responseOf,
  TimeoutError,
} from 'payments.do'

let server, url, seen, answers

before(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body })
      const [status, answer, headers] = answers.shift() ?? [500, {}]
      if (status === 'hang') return
      if (status === 'drop') return request.socket.destroy()
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(answer))
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${server.address().port}`
})

after(() => {
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  seen = []
  answers = []
})

const client = (options = {}) => Payments({ apiKey: 'sk_x', baseUrl: url, ...options })
const problem = (code, type = 'api_error') => ({ error: { type, code, message: 'm', requestId: 'req_1' } })

test('a change is retried with one idempotency key', async () => {
  answers = [
    [503, problem('unavailable')],
    ['drop'],
    [200, { id: 'cus_1' }, { 'portal-position': '7', 'idempotent-replayed': 'true' }],
  ]
  const customer = await client().customers.create({ name: 'Ada' })
  assert.equal(seen.length, 3)
  assert.equal(new Set(seen.map((one) => one.headers['idempotency-key'])).size, 1)
  assert.match(seen[0].headers['idempotency-key'], /^[0-9a-f-]{36}$/)
  assert.deepEqual(responseOf(customer), { status: 200, requestId: undefined, position: '7', replayed: true })
})

test('Retry-After is waited for, in seconds or as a date', async () => {
  answers = [
    [429, problem('rate_limited', 'rate_limit_error'), { 'retry-after': '1' }],
    [200, { id: 'cus_1' }],
  ]
  const began = performance.now()
  await client().customers.get('cus_1')
  assert.ok(performance.now() - began >= 990)
})

test("a wait longer than a minute is the caller's to decide", async () => {
  answers = [[429, problem('rate_limited', 'rate_limit_error'), { 'retry-after': '3600' }]]
  await assert.rejects(client().customers.get('cus_1'), (error) => {
    assert.ok(error instanceof RateLimitError)
    assert.equal(error.retryAfter, 3600)
    return true
  })
  assert.equal(seen.length, 1)
})

test('a refusal is thrown as what it is, and not retried', async () => {
  answers = [
    [
      404,
      {
        error: {
          type: 'invalid_request_error',
          code: 'customer_unknown',
          message: 'No.',
          param: 'id',
          requestId: 'req_9',
        },
      },
    ],
  ]
  await assert.rejects(client().customers.get('cus_1'), (error) => {
    assert.ok(error instanceof NotFoundError)
    assert.deepEqual(
      [error.code, error.param, error.requestId, error.status, error.message],
      ['customer_unknown', 'id', 'req_9', 404, 'No.'],
    )
    return true
  })
  assert.equal(seen.length, 1)
})

test('a conflict is retried only while the key is in use', async () => {
  answers = [
    [409, problem('idempotency_key_in_use')],
    [409, problem('idempotency_key_reused')],
  ]
  await assert.rejects(client().customers.create({}), ConflictError)
  assert.equal(seen.length, 2)
})

test('no answer in time is a TimeoutError; none at all a ConnectionError', async () => {
  answers = [['hang']]
  await assert.rejects(client({ timeout: 50, maxRetries: 0 }).customers.get('cus_1'), TimeoutError)
  await assert.rejects(
    Payments({ apiKey: 'sk_x', baseUrl: 'http://127.0.0.1:1', maxRetries: 0 }).customers.get('cus_1'),
    ConnectionError,
  )
})

test('a signal ends a call and the wait before the next try', async () => {
  answers = [['hang']]
  const stop = new AbortController()
  const call = client().customers.get('cus_1', {}, { signal: stop.signal })
  while (seen.length < 1) await new Promise((done) => setImmediate(done))
  stop.abort(new Error('enough'))
  await assert.rejects(call, /enough/)
  answers = [[503, problem('unavailable'), { 'retry-after': '30' }]]
  const later = new AbortController()
  const waiting = client().customers.get('cus_1', {}, { signal: later.signal })
  while (seen.length < 2) await new Promise((done) => setImmediate(done))
  setTimeout(() => later.abort(new Error('enough')), 20)
  await assert.rejects(waiting, /enough/)
})

test('options become headers and dates become text', async () => {
  answers = [
    [200, {}],
    [200, {}],
  ]
  const api = client({ headers: { 'x-app': 'a' } })
  await api.customers.update('cus_1', { name: null }, { ifMatch: 3, idempotencyKey: 'k', requestId: 'r' })
  assert.deepEqual(
    ['if-match', 'idempotency-key', 'x-request-id', 'x-app', 'authorization'].map(
      (name) => seen[0].headers[name],
    ),
    ['"3"', 'k', 'r', 'a', 'Bearer sk_x'],
  )
  assert.equal(seen[0].body, '{"name":null}')
  await api.usage.timeline('cus_1', { meter: 'm', start: new Date(0) })
  assert.equal(seen[1].url, '/usage/timeline?customer=cus_1&meter=m&start=1970-01-01T00%3A00%3A00.000Z')
  assert.equal(seen[1].headers['idempotency-key'], undefined)
})

test('ids cannot leave their place in the path', async () => {
  answers = [[200, {}]]
  await client().customers.get('../keys?x=')
  assert.equal(seen[0].url, '/customers/..%2Fkeys%3Fx%3D')
  await assert.rejects(async () => client().customers.get(''), TypeError)
})

test('a list is an array, and goes on page by page', async () => {
  const page = (data, nextCursor) => [200, { object: 'list', data, hasMore: Boolean(nextCursor), nextCursor }]
  answers = [page([{ id: 1 }, { id: 2 }], '2'), page([{ id: 3 }])]
  const list = await client().invoices.list('cus_1', { limit: 2 })
  assert.ok(Array.isArray(list) && list instanceof List)
  assert.equal(list[0].id, 1)
  assert.deepEqual(
    list.map((one) => one.id),
    [1, 2],
  )
  assert.equal(list.map((one) => one.id) instanceof List, false)
  assert.equal(JSON.stringify(list), '[{"id":1},{"id":2}]')
  assert.equal(list.hasMore, true)
  const all = []
  for await (const one of list) all.push(one.id)
  assert.deepEqual(all, [1, 2, 3])
  assert.equal(seen[1].url, '/invoices?customer=cus_1&limit=2&startingAfter=2')
})

test('for await over the call itself asks for pages as they are needed', async () => {
  const page = (data, nextCursor) => [200, { object: 'list', data, hasMore: Boolean(nextCursor), nextCursor }]
  answers = [page([1, 2], '2'), page([3, 4], '4'), page([5])]
  assert.deepEqual(await client().customers.list().all(3), [1, 2, 3])
  assert.equal(seen.length, 2)
})

test('without a key the first call says what to set', async () => {
  delete process.env.PAYMENTS_API_KEY
  await assert.rejects(Payments({ baseUrl: url }).customers.get('cus_1'), /PAYMENTS_API_KEY/)
  process.env.PAYMENTS_API_KEY = 'sk_env'
  process.env.PAYMENTS_BASE_URL = `${url}/`
  answers = [[200, {}]]
  await new Payments().customers.get('cus_1')
  assert.equal(seen[0].headers.authorization, 'Bearer sk_env')
})
