// How mails get to an SMTP server: again while it says "later", never again once it says no, over TLS where
// that is asked for, without holding anything up, and none of them lost when the portal is killed.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { MailSink, refusal } from './sink.mjs'
import { Shop, eventually } from './world.mjs'

const kills = Number(process.env.BLACKBOX_MAIL_KILLS || 20)
const hour = 60 * 60 * 1000

/** A portal that sends to a server of its own, while `use` runs. */
async function withShop(options, use) {
  const sink = await MailSink.start(options.sink)
  const settings = options.settings?.(sink)
  const shop = await Shop.open({ sink, settings, flags: options.flags })
  try {
    await use(shop, sink)
  } finally {
    await shop.close()
    await sink.close()
  }
}

const outcomes = async (shop) =>
  (await shop.events('mail.*')).map(({ type, data: { kind, failure } }) => ({ type, kind, failure }))

const log = (shop) => readFileSync(join(shop.portal.folder, 'portal.log'), 'utf8')

test('what the server takes only later is sent again, the same mail, by the clock', async () => {
  await withShop({ flags: ['--clock', 'test'] }, async (shop, sink) => {
    const seen = []
    sink.decide = (_session, raw) => {
      seen.push(raw.toString())
      return seen.length < 4 ? refusal(451, '4.3.0 cus_a@example.com: come back') : undefined
    }
    await shop.customer('cus_a', { name: 'Ada' })
    const { created } = await shop.invoice('cus_a')
    await eventually(() => sink.tried === 1, 'the first attempt')
    await shop.moveTo(Date.parse(created) + hour)
    assert.equal(sink.tried, 4)
    assert.equal(sink.taken.length, 1)
    assert.equal(new Set(seen).size, 1, 'the same bytes each time')
    assert.ok(Math.abs(sink.taken[0].mail.date - Date.parse(created)) < 2000, 'dated as the event')
    assert.deepEqual(await outcomes(shop), [
      { type: 'mail.sent.v1', kind: 'invoice_paid', failure: undefined },
    ])
    assert.ok(log(shop).includes('451 4.3.0'))
    assert.ok(!log(shop).includes('cus_a@example.com'), 'the log names nobody')
  })
})

test('after three days it is given up, with the reason, and the next one gets its turn', async () => {
  await withShop({ flags: ['--clock', 'test'] }, async (shop, sink) => {
    let refused
    sink.decide = (_session, raw) =>
      refused === undefined || raw.includes(refused) ? refusal(421, 'closing') : undefined
    await shop.customer('cus_a')
    const { created, number } = await shop.invoice('cus_a')
    await eventually(() => sink.tried === 1, 'the first attempt')
    refused = number
    await shop.invoice('cus_a')
    await shop.moveTo(Date.parse(created) + 71 * hour)
    assert.deepEqual(await outcomes(shop), [])
    const { tried } = sink
    assert.ok(tried > 15 && tried < 40, `${tried} attempts, later and later`)
    await shop.moveTo(Date.parse(created) + 100 * hour)
    const failure = 'not within three days: the mail server answered 421'
    assert.deepEqual(await outcomes(shop), [
      { type: 'mail.given_up.v1', kind: 'invoice_paid', failure },
      { type: 'mail.sent.v1', kind: 'invoice_paid', failure: undefined },
    ])
    await shop.moveTo(Date.parse(created) + 300 * hour)
    assert.ok(sink.tried <= tried + 3)
  })
})

test('nobody is told to pay what was paid while the server was down', async () => {
  await withShop({ flags: ['--clock', 'test'] }, async (shop, sink) => {
    sink.decide = () => refusal(451, '4.3.0 down')
    await shop.post('/customers', { id: 'cus_a', email: 'cus_a@example.com' })
    await shop.post('/payment-methods', { customer: 'cus_a', token: 'pm_card_chargeCustomerFail' })
    const { id, created } = await shop.invoice('cus_a')
    await eventually(() => sink.tried > 0, 'the first attempt')
    const card = { customer: 'cus_a', token: 'pm_card_visa', setAsDefault: true }
    await shop.post('/payment-methods', card)
    assert.equal((await shop.post(`/invoices/${id}/pay`)).status, 'paid')
    sink.decide = () => undefined
    await shop.moveTo(Date.parse(created) + hour)
    assert.deepEqual(await outcomes(shop), [
      { type: 'mail.given_up.v1', kind: 'payment_failed', failure: 'the invoice was paid since' },
      { type: 'mail.sent.v1', kind: 'invoice_paid', failure: undefined },
    ])
  })
})

test('what the server never takes is not sent again, and nobody is named', async () => {
  await withShop({}, async (shop, sink) => {
    sink.decideOnRecipient = (address) =>
      address.startsWith('cus_gone') ? refusal(550, `5.1.1 <${address}> is unknown here`) : undefined
    sink.decide = (_session, raw) => (raw.includes('cus_big') ? refusal(552, 'too big for Eve') : undefined)
    for (const customer of ['cus_gone', 'cus_big', 'cus_fine']) {
      await shop.customer(customer)
      await shop.invoice(customer)
    }
    const events = await eventually(async () => {
      const all = await outcomes(shop)
      return all.length === 3 && all
    }, 'three outcomes')
    const failures = events.map(({ failure }) => failure).sort()
    assert.deepEqual(failures, [
      'the mail server answered 550 5.1.1',
      'the mail server answered 552',
      undefined,
    ])
    assert.equal(sink.taken.length, 1)
    assert.ok(!log(shop).includes('is unknown here'))
    await shop.portal.kill()
    await shop.portal.run()
    await shop.customer('cus_next')
    await shop.invoice('cus_next')
    await eventually(() => sink.to('cus_next@example.com').length === 1, 'the next mail')
    assert.equal(sink.tried, 3, 'the refused ones are not tried again after a restart')
  })
})

test('a server that hangs holds nothing up, nor the end of the process', async () => {
  const held = []
  const silent = createServer((socket) => held.push(socket.on('error', () => {})))
  await new Promise((done) => silent.listen(0, '127.0.0.1', done))
  const url = `smtp://127.0.0.1:${silent.address().port}`
  const shop = await Shop.open({ settings: { SMTP_URL: url } })
  try {
    for (let number = 0; number < 12; number += 1) {
      await shop.customer(`cus_${number}`)
      await shop.invoice(`cus_${number}`)
    }
    await eventually(() => held.length >= 4, 'all threads of the mailer wait')
    const started = Date.now()
    for (let number = 0; number < 12; number += 1) await shop.invoice(`cus_${number}`)
    assert.ok(Date.now() - started < 10_000, `${Date.now() - started} ms for 48 requests`)
    assert.deepEqual(await outcomes(shop), [])
    const stopped = Date.now()
    shop.portal.process.kill('SIGTERM')
    await shop.portal.ended
    assert.equal(shop.portal.process.exitCode, 0)
    assert.ok(Date.now() - stopped < 10_000, `${Date.now() - stopped} ms to stop`)
  } finally {
    await shop.close()
    for (const socket of held) socket.destroy()
    silent.close()
  }
})

test('a server that is not there, and comes', async () => {
  const sink = await MailSink.start()
  const { port } = sink
  await sink.close()
  const shop = await Shop.open({ settings: { SMTP_URL: `smtp://127.0.0.1:${port}` } })
  try {
    await shop.customer('cus_a')
    await shop.invoice('cus_a')
    await eventually(() => log(shop).includes('a mail was not sent'), 'a failed attempt')
    const back = await MailSink.start({ port })
    await eventually(() => back.taken.length === 1, 'the mail')
    await back.close()
  } finally {
    await shop.close()
  }
})

// -- TLS and passwords --------------------------------------------------------------------------------

let keys

before(() => {
  keys = mkdtempSync(join(tmpdir(), 'portal-keys-'))
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', join(keys, 'key.pem'), '-out', join(keys, 'cert.pem')],
    ],
    { stdio: 'ignore' },
  )
})

after(() => rmSync(keys, { recursive: true, force: true }))

const secured = (more = {}) => ({
  auth: { user: 'portal', password: 'right horse' },
  server: { key: readFileSync(join(keys, 'key.pem')), cert: readFileSync(join(keys, 'cert.pem')), ...more },
})

const account = { SMTP_USER: 'portal', SMTP_PASSWORD: 'right horse' }

async function oneMail(shop, sink) {
  await shop.customer('cus_a')
  await shop.invoice('cus_a')
  return eventually(() => sink.taken[0], 'the mail')
}

test('STARTTLS and a password', async () => {
  const settings = () => ({ ...account, SMTP_TLS: 'always', SMTP_CA_FILE: join(keys, 'cert.pem') })
  await withShop({ sink: secured(), settings }, async (shop, sink) => {
    const { secure, user, greeted } = await oneMail(shop, sink)
    assert.deepEqual({ secure, user, greeted }, { secure: true, user: 'portal', greeted: 'acme.example' })
  })
})

test('TLS from the beginning', async () => {
  const settings = ({ port }) => ({
    ...account,
    SMTP_URL: `smtps://localhost:${port}`,
    SMTP_CA_FILE: join(keys, 'cert.pem'),
  })
  await withShop({ sink: secured({ secure: true }), settings }, async (shop, sink) => {
    const { secure, user } = await oneMail(shop, sink)
    assert.deepEqual({ secure, user }, { secure: true, user: 'portal' })
  })
})

const unsent = [
  ['where TLS is asked for and not offered', {}, { SMTP_TLS: 'always' }],
  ['to a server that nobody vouches for', secured, { SMTP_TLS: 'always' }],
  ['where the password is wrong', secured, { ...account, SMTP_TLS: 'never', SMTP_PASSWORD: 'wrong horse' }],
]
for (const [where, sink, settings] of unsent) {
  test(`nothing is sent, and nothing given up, ${where}`, async () => {
    const options = typeof sink === 'function' ? sink() : sink
    await withShop({ sink: options, settings: () => settings }, async (shop, server) => {
      await shop.customer('cus_a')
      await shop.invoice('cus_a')
      await eventually(() => log(shop).includes('a mail was not sent'), 'a failed attempt')
      assert.deepEqual(server.taken, [])
      assert.deepEqual(await outcomes(shop), [])
      assert.ok(!log(shop).includes('horse'))
    })
  })
}

test('settings that cannot be right are refused at the start', async () => {
  for (const [name, value] of [
    ['MAIL_FROM', 'nobody'],
    ['MAIL_REPLY_TO', 'a@b\nBcc: c@d'],
    ['SMTP_URL', 'mail.example.com:25'],
    ['MAIL_PORTAL_URL', 'javascript:alert(1)'],
    ['SMTP_TLS', 'maybe'],
  ]) {
    await assert.rejects(Shop.open({ settings: { [name]: value } }), new RegExp(name.toLowerCase()))
  }
})

// -- kills --------------------------------------------------------------------------------------------

test(`no mail is lost over ${kills} kills, and one that comes twice has one id`, async () => {
  await withShop({}, async (shop, sink) => {
    sink.decide = () => new Promise((done) => setTimeout(done, Math.random() * 20))
    for (let kill = 0; kill < kills; kill += 1) {
      const rounds = 1 + Math.floor(Math.random() * 4)
      for (let number = 0; number < rounds; number += 1) {
        const customer = `cus_${kill}_${number}`
        await shop.customer(customer, { locale: ['en', 'de', 'es'][number % 3] })
        await shop.invoice(customer)
        await shop.invoice(customer)
      }
      await new Promise((done) => setTimeout(done, Math.random() * 150))
      await shop.portal.kill()
      await shop.portal.run()
    }
    const asked = (await shop.events('invoice.paid')).map(({ position }) => `mail_${position}`)
    const sent = await eventually(async () => {
      const events = await shop.events('mail.*')
      return events.length >= asked.length && events
    }, `${asked.length} mails`)
    assert.deepEqual(
      sent.map(({ type, data }) => [type, data.mail]).sort(),
      asked.map((mail) => ['mail.sent.v1', mail]).sort(),
      'each is noted once',
    )
    const byId = new Map()
    for (const one of sink.taken) {
      byId.set(one.mail.messageId, [...(byId.get(one.mail.messageId) ?? []), one])
    }
    assert.deepEqual([...byId.keys()].map((id) => /^<(mail_\d+)\./.exec(id)[1]).sort(), [...asked].sort())
    for (const copies of byId.values()) {
      assert.equal(
        new Set(copies.map(({ raw }) => raw.toString('latin1'))).size,
        1,
        'copies are the same bytes',
      )
    }
    const customers = new Map()
    for (const { envelope, mail } of sink.taken) {
      const position = Number(/mail_(\d+)/.exec(mail.messageId)[1])
      const seen = customers.get(envelope.to[0]) ?? []
      if (!seen.includes(position)) customers.set(envelope.to[0], [...seen, position])
    }
    for (const positions of customers.values()) {
      assert.deepEqual(
        positions,
        [...positions].sort((left, right) => left - right),
        'in order',
      )
    }
    console.log(`${kills} kills, ${asked.length} mails, ${sink.taken.length - asked.length} came twice`)
  })
})
