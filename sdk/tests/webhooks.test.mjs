import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { verifyWebhook, WebhookVerificationError } from 'payments.do'

const key = Buffer.from('a secret of thirty-two bytes....')
const secret = `whsec_${key.toString('base64')}`
const now = new Date('2026-11-22T12:00:00Z')
const body = '{"object":"event","type":"subscription.paused.v1","data":{"name":"Zoë"}}'

function signed(text = body, at = now, by = key) {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = createHmac('sha256', by).update(`msg_1.${timestamp}.${text}`).digest('base64')
  return { 'Webhook-Id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

const refuses = (code, ...call) =>
  assert.rejects(
    verifyWebhook(...call, { now }),
    (error) => error instanceof WebhookVerificationError && error.code === code,
  )

test('what the portal signed is its event', async () => {
  const event = await verifyWebhook(body, signed(), secret, { now })
  assert.equal(event.type, 'subscription.paused.v1')
  assert.equal(
    (await verifyWebhook(Buffer.from(body), new Headers(signed()), secret, { now })).data.name,
    'Zoë',
  )
})

test('the example of the specification verifies', async () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const at = new Date(1614265330_000)
  const event = await verifyWebhook(
    '{"test": 2432232314}',
    headers,
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    { now: at },
  )
  assert.equal(event.test, 2432232314)
})

test('while a secret is replaced, either will do', async () => {
  const other = `whsec_${Buffer.from('another secret of some length...').toString('base64')}`
  await verifyWebhook(body, signed(), [other, secret], { now })
  const headers = signed()
  headers['webhook-signature'] = `v1,AAAA v2,nonsense ${headers['webhook-signature']}`
  await verifyWebhook(body, headers, secret, { now })
})

test('anything else is refused by name', async () => {
  await refuses('signature_wrong', body.replace('paused', 'active'), signed(), secret)
  await refuses('signature_wrong', body, { ...signed(), 'Webhook-Id': 'msg_2' }, secret)
  await refuses('signature_wrong', body, signed(body, now, Buffer.from('wrong')), secret)
  await refuses('signature_wrong', body, { ...signed(), 'webhook-signature': 'v1,%%%' }, secret)
  await refuses('timestamp_too_far', body, signed(body, new Date(now.getTime() - 301_000)), secret)
  await refuses('timestamp_too_far', body, signed(body, new Date(now.getTime() + 301_000)), secret)
  await refuses('timestamp_too_far', body, { ...signed(), 'webhook-timestamp': '1e9x' }, secret)
  await refuses('headers_missing', body, {}, secret)
  await refuses('secret_malformed', body, signed(), 'whsec_%')
})
