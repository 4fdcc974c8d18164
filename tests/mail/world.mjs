// The portal with a small shop in it, and what these tests ask of it.
import assert from 'node:assert/strict'
import { deflateSync } from 'node:zlib'

import { Portal, adminKey } from '../../sdk/tests/portal.mjs'

/** Waits until `ask()` gives something, or fails saying what came last. */
export async function eventually(ask, what, seconds = 60) {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    assert.ok(Date.now() < deadline, `not within ${seconds} s: ${what}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

export class Shop {
  static async open({ sink, settings = {}, flags = [] }) {
    const shop = new Shop()
    const smtp = sink ? { SMTP_URL: sink.url } : {}
    shop.portal = await Portal.start({
      flags,
      settings: { MAIL_FROM: 'Acme <billing@acme.example>', ...smtp, ...settings },
    })
    return shop
  }

  close() {
    return this.portal.close()
  }

  async ask(method, path, body) {
    const answer = await fetch(this.portal.url + path, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const type = answer.headers.get('content-type') ?? ''
    const content = type.includes('json') ? await answer.json() : Buffer.from(await answer.arrayBuffer())
    return { status: answer.status, content }
  }

  async get(path) {
    const { status, content } = await this.ask('GET', path)
    assert.equal(status, 200, `GET ${path}: ${JSON.stringify(content)}`)
    return content
  }

  async post(path, body = {}) {
    const { status, content } = await this.ask('POST', path, body)
    assert.ok(status < 300, `POST ${path}: ${status} ${JSON.stringify(content)}`)
    return content
  }

  /** All events of the log whose type begins so, oldest first. */
  async events(types) {
    const all = []
    for (let after = '0'; ;) {
      const page = await this.get(`/events?after=${after}&types=${types}&limit=100`)
      all.push(...page.data)
      if (!page.hasMore) return all
      after = page.data.at(-1).position
    }
  }

  /** Moves the test clock, through everything that falls due on the way. */
  async moveTo(time) {
    await this.post('/test/clock', { now: new Date(time).toISOString() })
  }

  /** Where the test clock stands. */
  async now() {
    return Date.parse((await this.post('/products', { name: 'Something new' })).created)
  }

  /** Waits until everything is done that can be done now: the test clock does not move before. */
  async settle() {
    await this.moveTo(await this.now())
  }

  async customer(id, more = {}) {
    await this.post('/customers', { id, email: `${id}@example.com`, ...more })
    await this.post('/payment-methods', { customer: id, token: 'pm_card_visa' })
  }

  async subscribe(id, customer, price = 'price_pro') {
    return this.post('/subscriptions', { id, customer, price })
  }

  /** A one-off invoice, finalised; `pay` may fail. */
  async invoice(customer, amount = 2900, currency = 'usd') {
    const lines = [{ description: 'Work', amount }]
    const { id } = await this.post('/invoices', { customer, currency, lines })
    await this.post(`/invoices/${id}/finalize`)
    await this.ask('POST', `/invoices/${id}/pay`, {})
    return this.get(`/invoices/${id}`)
  }
}

/** Products, prices, and a portal configuration with branding, pauses and one offer for each reason to leave. */
export async function furnish(shop, logo) {
  const recurring = { interval: 'month', intervalCount: 1 }
  for (const [name, unitAmount] of [
    ['Pro', 4900],
    ['Lite', 900],
  ]) {
    const id = name.toLowerCase()
    await shop.post('/products', { id: `prod_${id}`, name })
    await shop.post('/prices', {
      id: `price_${id}`,
      product: `prod_${id}`,
      currency: 'usd',
      unitAmount,
      recurring,
    })
  }
  const offer = (id, type, reason, more) => ({
    id,
    type,
    message: `Take ${id}`,
    eligibility: { reasons: [reason] },
    ...more,
  })
  const reasons = ['too_expensive', 'unused', 'missing_features', 'other']
  await shop.post('/portal/configurations', {
    id: 'pc_main',
    isDefault: true,
    defaultReturnUrl: 'https://app.acme.example/account',
    branding: { primaryColor: '#ffd400', logo },
    seller: { name: 'Acme & Söhne', email: 'help@acme.example' },
    features: {
      invoiceHistory: { enabled: true },
      subscriptionPause: { enabled: true, maxDuration: 90 },
      subscriptionUpdate: { enabled: true },
      subscriptionCancel: {
        enabled: true,
        mode: 'at_period_end',
        cancellationReason: { enabled: true, options: reasons },
        retention: {
          offers: [
            offer('half', 'discount', 'too_expensive', { percentOff: 50, durationMonths: 3 }),
            offer('rest', 'pause', 'unused', { maxDuration: 30 }),
            offer('lite', 'plan', 'missing_features', { price: 'price_lite' }),
            offer('gift', 'credit', 'other', { amount: 500, currency: 'usd' }),
          ],
        },
      },
    },
  })
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  let crc = 0xffffffff
  for (const byte of body) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4)
  return out
}

/** A PNG of one colour. */
export function png(width, height, [red, green, blue]) {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.from([0]), ...Array(width).fill(Buffer.from([red, green, blue]))])
  const rows = Buffer.concat(Array(height).fill(row))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
