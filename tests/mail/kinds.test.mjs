// What customers read: every kind of mail, in its three languages, with branding and the invoice.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { MailSink } from './sink.mjs'
import { Shop, eventually, furnish, png } from './world.mjs'

const logo = png(120, 40, [0x12, 0x34, 0x56])
const day = 24 * 60 * 60 * 1000

let sink
let shop

before(async () => {
  sink = await MailSink.start()
  shop = await Shop.open({ sink, flags: ['--clock', 'test'] })
  await furnish(shop, `data:image/png;base64,${logo.toString('base64')}`)
})

after(async () => {
  await shop.close()
  await sink.close()
})

/** The customer's next mail after those that were seen. */
async function nextMail(customer, seen) {
  const mails = await eventually(
    () => {
      const all = sink.to(`${customer}@example.com`)
      return all.length > seen && all
    },
    `mail ${seen + 1} to ${customer}`,
  )
  return mails[seen].mail
}

function dateIn(locale, time, timeZone = 'UTC') {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(new Date(time))
}

const plain = (text) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ')

const languages = [
  {
    locale: 'en-US',
    receipt: (number) => `Receipt for invoice ${number}`,
    hello: 'Hello Ada,',
    cancelled: (date) => `Your subscription to Pro ends on ${date}`,
    undo: 'you can undo the cancellation in your billing portal',
    cancelledNow: 'Your subscription to Pro is cancelled',
    again: 'You can start it again in your billing portal at any time.',
    ended: 'Your subscription to Pro has ended',
    discount: 'You get 50% off what your subscription costs until',
    rest: (date) => `It is paused until ${date} and then resumes by itself.`,
    lite: 'Your plan is now Lite, at $9.00 per month.',
    gift: 'You have a credit of $5.00.',
    failed: 'Your payment of $29.00 did not go through',
    paused: 'Your subscription to Pro is paused',
    pausedBy: (date) => `It resumes by itself on ${date}.`,
    pausedOpen: 'It stays paused until you resume it in your billing portal.',
    resumed: 'Your subscription to Pro has resumed',
    resumedByItself: 'as planned.',
    expiring: 'Your card expires soon',
    card: 'Visa ending in 4242',
    pay: 'Pay now',
    contact: 'Questions? Write to help@acme.example.',
  },
  {
    locale: 'de-DE',
    receipt: (number) => `Beleg zur Rechnung ${number}`,
    hello: 'Guten Tag Ada,',
    cancelled: (date) => `Ihr Abonnement Pro endet am ${date}`,
    undo: 'Bis dahin können Sie die Kündigung in Ihrem Abrechnungsportal zurücknehmen.',
    cancelledNow: 'Ihr Abonnement Pro ist gekündigt',
    again: 'Sie können es in Ihrem Abrechnungsportal jederzeit neu beginnen.',
    ended: 'Ihr Abonnement Pro ist beendet',
    discount: '50 % Rabatt auf Ihr Abonnement, und zwar bis zum',
    rest: (date) => `Es pausiert bis zum ${date} und läuft dann von selbst weiter.`,
    lite: 'Ihr Tarif ist jetzt Lite für 9,00 $ pro Monat.',
    gift: 'Sie haben ein Guthaben von 5,00 $.',
    failed: 'Ihre Zahlung von 29,00 $ ist fehlgeschlagen',
    paused: 'Ihr Abonnement Pro pausiert',
    pausedBy: (date) => `Es läuft am ${date} von selbst weiter.`,
    pausedOpen: 'Es pausiert, bis Sie es in Ihrem Abrechnungsportal fortsetzen.',
    resumed: 'Ihr Abonnement Pro läuft wieder',
    resumedByItself: 'wie geplant weiter.',
    expiring: 'Ihre Karte läuft bald ab',
    card: 'Visa mit der Endung 4242',
    pay: 'Jetzt bezahlen',
    contact: 'Fragen? Schreiben Sie an help@acme.example.',
  },
  {
    locale: 'es-ES',
    receipt: (number) => `Recibo de la factura ${number}`,
    hello: 'Hola, Ada:',
    cancelled: (date) => `Su suscripción a Pro termina el ${date}`,
    undo: 'Hasta entonces puede deshacer la cancelación en su portal de facturación.',
    cancelledNow: 'Su suscripción a Pro está cancelada',
    again: 'Puede volver a empezarla en su portal de facturación cuando quiera.',
    ended: 'Su suscripción a Pro ha terminado',
    discount: 'Tiene un 50 % de descuento en su suscripción hasta el',
    rest: (date) => `Está en pausa hasta el ${date} y después se reanuda por sí sola.`,
    lite: 'Su plan es ahora Lite, por 9,00 US$ al mes.',
    gift: 'Tiene un crédito de 5,00 US$.',
    failed: 'Su pago de 29,00 US$ no se ha realizado',
    paused: 'Su suscripción a Pro está en pausa',
    pausedBy: (date) => `Se reanudará por sí sola el ${date}.`,
    pausedOpen: 'Seguirá en pausa hasta que la reanude en su portal de facturación.',
    resumed: 'Su suscripción a Pro se ha reanudado',
    resumedByItself: 'como estaba previsto.',
    expiring: 'Su tarjeta caduca pronto',
    card: 'Visa terminada en 4242',
    pay: 'Pagar ahora',
    contact: '¿Preguntas? Escriba a help@acme.example.',
  },
]

for (const words of languages) {
  const tag = words.locale.slice(0, 2)
  const timeZone = { en: 'America/Los_Angeles', de: 'Europe/Berlin', es: 'Europe/Madrid' }[tag]
  const who = { name: 'Ada', locale: words.locale, timeZone }
  const dated = (time) => dateIn(words.locale, time, timeZone)

  /** A subscriber whose receipt has come. */
  const subscriber = async (name) => {
    const customer = `cus_${tag}_${name}`
    await shop.customer(customer, who)
    const subscription = await shop.subscribe(`sub_${tag}_${name}`, customer)
    await nextMail(customer, 0)
    return { customer, subscription, path: `/subscriptions/${subscription.id}` }
  }

  test(`${tag}: an invoice that was paid comes with its PDF`, async () => {
    const { customer } = await subscriber('paid')
    const mail = await nextMail(customer, 0)
    const [invoice] = (await shop.get(`/invoices?customer=${customer}`)).data
    assert.equal(mail.subject, words.receipt(invoice.number))
    assert.ok(mail.text.startsWith(words.hello))
    assert.ok(mail.text.includes(words.contact))
    const [pdf] = mail.attachments.filter(({ contentType }) => contentType === 'application/pdf')
    assert.equal(pdf.filename, `invoice-${invoice.number}.pdf`)
    assert.deepEqual(pdf.content, await shop.get(`/invoices/${invoice.id}/pdf`))
  })

  test(`${tag}: a cancellation says what ends when, and how to undo it`, async () => {
    const { customer, path } = await subscriber('leaves')
    const { cancelAt } = await shop.post(`${path}/cancel`, { effective: 'period_end' })
    const mail = await nextMail(customer, 1)
    assert.equal(mail.subject, words.cancelled(dated(cancelAt)))
    assert.ok(mail.text.includes(words.undo))
    assert.ok(mail.text.includes('https://app.acme.example/account'))
  })

  test(`${tag}: a cancellation at once says how to begin again`, async () => {
    const { customer, path } = await subscriber('left')
    await shop.post(`${path}/cancel`, { effective: 'now' })
    const mail = await nextMail(customer, 1)
    assert.equal(mail.subject, words.cancelledNow)
    assert.ok(mail.text.includes(words.again))
  })

  const offers = [
    ['half', 'too_expensive', () => words.discount],
    ['rest', 'unused', (at) => words.rest(dated(at.pause.resumesAt))],
    ['lite', 'missing_features', () => words.lite],
    ['gift', 'other', () => words.gift],
  ]
  for (const [offer, reason, says] of offers) {
    test(`${tag}: the offer ${offer} that was accepted says what it gives`, async () => {
      const { customer, path } = await subscriber(`stays_${offer}`)
      const story = await shop.post(`${path}/cancellations`, { reason })
      await shop.post(`/cancellations/${story.id}/accept`, { offer })
      const mail = await nextMail(customer, 1)
      const wanted = says(await shop.get(path))
      assert.ok(plain(mail.text).includes(wanted), `${wanted}\nnot in\n${mail.text}`)
      await shop.settle()
      const subjects = sink.to(`${customer}@example.com`).map(({ mail: { subject } }) => subject)
      assert.ok(!subjects.includes(words.paused), 'the mail about the offer has said so')
    })
  }

  test(`${tag}: a payment that failed leads to where it can be paid`, async () => {
    const customer = `cus_${tag}_fails`
    await shop.post('/customers', { id: customer, email: `${customer}@example.com`, ...who })
    await shop.post('/payment-methods', { customer, token: 'pm_card_chargeCustomerFail' })
    const invoice = await shop.invoice(customer)
    const mail = await nextMail(customer, 0)
    assert.equal(plain(mail.subject), words.failed)
    assert.ok(mail.text.includes(invoice.number))
    assert.ok(mail.text.includes(`${words.pay}:\nhttps://app.acme.example/account`))
    assert.deepEqual(
      mail.attachments.map(({ contentType }) => contentType),
      ['image/png'],
    )
  })

  test(`${tag}: a pause says when it ends; a subscription resumes by hand`, async () => {
    const { customer, path } = await subscriber('pauses')
    const { pause } = await shop.post(`${path}/pause`, { maxDuration: 60 })
    const paused = await nextMail(customer, 1)
    assert.equal(paused.subject, words.paused)
    assert.ok(paused.text.includes(words.pausedBy(dated(pause.resumesAt))), paused.text)
    await shop.post(`${path}/resume`)
    const resumed = await nextMail(customer, 2)
    assert.equal(resumed.subject, words.resumed)
    assert.ok(!resumed.text.includes(words.resumedByItself))
    await shop.post(`${path}/pause`)
    assert.ok((await nextMail(customer, 3)).text.includes(words.pausedOpen))
  })
}

test('what the clock brings: the end, going on, a card that expires, each once', async () => {
  const start = await shop.now()
  const lastMonth = new Date(start + 40 * day)
  const card = {
    number: '4242424242424242',
    expMonth: lastMonth.getUTCMonth() + 1,
    expYear: lastMonth.getUTCFullYear(),
  }
  for (const { locale } of languages) {
    const name = `cus_time_${locale.slice(0, 2)}`
    await shop.customer(name, { name: 'Ada', locale })
    for (const suffix of ['ends', 'goes_on'])
      await shop.subscribe(`sub_${suffix}_${locale.slice(0, 2)}`, name)
    await shop.post('/payment-methods', { customer: name, card })
    await shop.post(`/subscriptions/sub_ends_${locale.slice(0, 2)}/cancel`, { effective: 'period_end' })
    await shop.post(`/subscriptions/sub_goes_on_${locale.slice(0, 2)}/pause`, { maxDuration: 20 })
  }
  await shop.moveTo(start + 80 * day)
  const expires = Date.UTC(card.expYear, card.expMonth, 0)
  for (const words of languages) {
    const mails = sink.to(`cus_time_${words.locale.slice(0, 2)}@example.com`).map(({ mail }) => mail)
    const about = (subject) => mails.filter((mail) => mail.subject === subject)
    assert.equal(about(words.ended).length, 1)
    assert.equal(about(words.resumed).length, 1)
    assert.ok(about(words.resumed)[0].text.includes(words.resumedByItself))
    assert.equal(about(words.expiring).length, 1)
    const [card_mail] = about(words.expiring)
    assert.ok(card_mail.text.includes(words.card))
    assert.ok(card_mail.text.includes(dateIn(words.locale, expires)), card_mail.text)
    const noted = expires + day - 14 * day
    assert.ok(Math.abs(card_mail.date.getTime() - noted) < day, 'two weeks before')
  }
})

test('who cannot pay is told each time, when it is tried again, and what that leads to', async () => {
  const start = await shop.now()
  await shop.customer('cus_poor', { name: 'Ada', locale: 'en-US' })
  const { currentPeriodEnd } = await shop.subscribe('sub_poor', 'cus_poor')
  const failing = { customer: 'cus_poor', token: 'pm_card_chargeCustomerFail', setAsDefault: true }
  await shop.post('/payment-methods', failing)
  await shop.moveTo(start + 60 * day)
  const mails = sink.to('cus_poor@example.com').map(({ mail }) => mail)
  const failed = mails.filter(({ subject }) => subject === 'Your payment of $49.00 did not go through')
  const tries = [0, 1, 3, 5, 7].map((days) => Date.parse(currentPeriodEnd) + days * day)
  assert.deepEqual(
    failed.map(({ date }) => Math.round((date.getTime() - tries[0]) / day) + 0),
    [0, 1, 3, 5, 7],
  )
  for (const [number, { text }] of failed.entries()) {
    const next = tries[number + 1]
    assert.equal(text.includes('Otherwise we will try again on'), next !== undefined)
    if (next) assert.ok(text.includes(`Next attempt: ${dateIn('en-US', next)}`), text)
  }
  const last = mails.at(-1)
  assert.equal(last.subject, 'Your subscription to Pro has ended')
  assert.ok(last.text.includes('because we could not collect your payment.'))
})

test('whose bank asks is told so', async () => {
  await shop.post('/customers', { id: 'cus_asked', email: 'cus_asked@example.com', locale: 'es' })
  await shop.post('/payment-methods', { customer: 'cus_asked', token: 'pm_card_authenticationRequired' })
  await shop.invoice('cus_asked')
  const { text } = await nextMail('cus_asked', 0)
  assert.ok(text.startsWith('Hola:'))
  assert.ok(text.includes('Su banco le pide que confirme este pago.'))
})

test('a name in any letters, and one that wants to be a header', async () => {
  const name = 'Jörg\nBcc: everybody@example.com\n\n<script>alert(1)</script>'
  await shop.customer('cus_joerg', { name, locale: 'de' })
  await shop.invoice('cus_joerg')
  const { mail, raw, envelope } = (await nextMail('cus_joerg', 0)) && sink.to('cus_joerg@example.com')[0]
  assert.deepEqual(envelope, { from: 'billing@acme.example', to: ['cus_joerg@example.com'] })
  assert.equal(mail.bcc, undefined)
  assert.ok(!/^bcc:/im.test(raw.toString('latin1')))
  assert.equal(mail.to.value[0].address, 'cus_joerg@example.com')
  assert.equal(mail.to.value[0].name, 'Jörg Bcc: everybody@example.com <script>alert(1)</script>')
  assert.ok(mail.text.startsWith('Guten Tag Jörg Bcc: everybody@example.com'))
  assert.ok(!mail.html.includes('<script'))
  assert.ok(
    raw.every((byte) => byte < 0x80),
    'nothing but ASCII on the way',
  )
  assert.ok(
    raw
      .toString('latin1')
      .split('\r\n')
      .every((line) => line.length <= 78 && !line.includes('\n')),
  )
})

test('a mail looks like who sends it', async () => {
  await shop.customer('cus_look', { name: 'Ada' })
  await shop.invoice('cus_look')
  const mail = await nextMail('cus_look', 0)
  assert.deepEqual(mail.from.value, [{ address: 'billing@acme.example', name: 'Acme' }])
  assert.equal(mail.replyTo.value[0].address, 'help@acme.example')
  assert.ok(mail.html.includes('Acme &amp; Söhne'))
  assert.ok(mail.html.includes('#ffd400'))
  assert.ok(/color:#000000"[^>]*>See your invoices/.test(mail.html), 'black on yellow')
  const [picture] = mail.attachments.filter(({ contentType }) => contentType === 'image/png')
  assert.deepEqual([picture.content, picture.related, picture.cid], [logo, true, 'logo'])
  assert.ok(
    mail.html.includes(picture.content.toString('base64')),
    'mailparser has put it where cid:logo was',
  )
  assert.ok(
    !/https?:\/\/(?!app\.acme\.example\/account)/.test(mail.html),
    'nothing to load, nowhere else to go',
  )
  assert.equal(mail.headers.get('auto-submitted'), 'auto-generated')
})

test('mails lead to the page of the app, and say what for', async () => {
  const page = 'https://app.acme.example/billing?from=mail'
  const other = await MailSink.start()
  const elsewhere = await Shop.open({ sink: other, settings: { MAIL_PORTAL_URL: page } })
  try {
    await elsewhere.post('/customers', { id: 'cus_a', email: 'cus_a@example.com' })
    await elsewhere.post('/payment-methods', { customer: 'cus_a', token: 'pm_card_chargeCustomerFail' })
    const invoice = await elsewhere.invoice('cus_a')
    const { mail } = await eventually(() => other.taken[0], 'the mail')
    const link = `${page}&flow=invoice_pay&invoice=${invoice.id}`
    assert.ok(mail.text.includes(`Pay now:\n${link}\n`), mail.text)
    assert.ok(mail.html.includes(`href="${link.replaceAll('&', '&amp;')}"`))
    assert.ok(!/ps_|cst_|signature/.test(mail.text + mail.html), 'nothing that opens anything')
  } finally {
    await elsewhere.close()
    await other.close()
  }
})

test('mails of one customer come in the order of what happened, and each is noted', async () => {
  await shop.settle()
  const sent = await shop.events('mail.sent')
  assert.deepEqual(await shop.events('mail.given_up'), [])
  const ids = sink.taken.map(({ mail }) => mail.messageId)
  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(
    sent.map(({ data }) => data.mail).sort(),
    ids.map((id) => /^<(mail_\d+)\.[0-9a-f]{16}@acme\.example>$/.exec(id)[1]).sort(),
  )
  const last = {}
  for (const { mail, envelope } of sink.taken) {
    const position = Number(/mail_(\d+)/.exec(mail.messageId)[1])
    assert.ok(position > (last[envelope.to[0]] ?? 0))
    last[envelope.to[0]] = position
  }
})
