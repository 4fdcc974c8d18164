import type { AuditAction } from 'payments.do'

/** What is done to a thing: as it is attempted, and as it is told afterwards. */
const verbs: Record<string, readonly [string, string]> = {
  accept: ['accept', 'accepted'],
  archive: ['archive', 'archived'],
  attach: ['add', 'added'],
  cancel: ['cancel', 'cancelled'],
  close: ['close', 'closed'],
  confirm: ['confirm', 'confirmed'],
  create: ['create', 'created'],
  decline: ['decline', 'declined'],
  delete: ['delete', 'deleted'],
  detach: ['remove', 'removed'],
  download: ['download', 'downloaded'],
  end: ['end', 'ended'],
  erase: ['erase', 'erased'],
  export: ['export', 'exported'],
  finalize: ['finalise', 'finalised'],
  list: ['list', 'listed'],
  open: ['open', 'opened'],
  pause: ['pause', 'paused'],
  pay: ['pay', 'paid'],
  reactivate: ['keep', 'kept'],
  reattach: ['add back', 'added back'],
  read: ['read', 'read'],
  record: ['record', 'recorded'],
  restore: ['restore', 'restored'],
  resume: ['resume', 'resumed'],
  revoke: ['revoke', 'revoked'],
  set: ['set', 'set'],
  start: ['begin', 'began'],
  update: ['change', 'changed'],
  view: ['look at', 'looked at'],
  void: ['void', 'voided'],
}

/** What the pattern has no good words for. */
const whole: Record<string, readonly [string, string]> = {
  'activity.list': ['look at the activity', 'looked at the activity'],
  'cancellation.abandon': ['stay after all', 'stayed after all'],
  'cancellation.accept': ['accept the offer to stay', 'accepted the offer to stay'],
  'cancellation.preview': ['ask what the offer would cost', 'asked what the offer would cost'],
  'cancellation.decline': ['decline the offer to stay', 'declined the offer to stay'],
  'cancellation.start': ['begin to cancel', 'began to cancel'],
  'credit.balance': ['look at the credit', 'looked at the credit'],
  'credit.ledger': ["look at the credit's movements", "looked at the credit's movements"],
  'invoice.explain': ['ask how the invoice was computed', 'asked how the invoice was computed'],
  'invoice.mark_uncollectible': ['give up collecting the invoice', 'gave up collecting the invoice'],
  'invoice.pay_in_portal': ['pay the invoice, without scripts', 'paid the invoice, without scripts'],
  'invoice.upcoming': ['look at the next invoice', 'looked at the next invoice'],
  'portal_cancel.view': ['look at the page that cancels', 'looked at the page that cancels'],
  'portal_configuration.read_own': ['ask what the portal allows', 'asked what the portal allows'],
  'portal_configuration.capabilities': [
    'ask what the configuration allows',
    'asked what the configuration allows',
  ],
  'subscription.cancel_in_portal': [
    'take a step of cancelling, without scripts',
    'took a step of cancelling, without scripts',
  ],
  'subscription.preview': [
    'ask what a change of the subscription would cost',
    'asked what a change of the subscription would cost',
  ],
  'subscription.reactivate_in_portal': [
    'keep the subscription, without scripts',
    'kept the subscription, without scripts',
  ],
  'usage.timeline': ['look at the usage, day by day', 'looked at the usage, day by day'],
  'webhook_endpoint.replay': [
    'have a stretch of the log delivered again',
    'had a stretch of the log delivered again',
  ],
  'webhook_endpoint.resend': ['have an event delivered again', 'had an event delivered again'],
  'webhook_endpoint.rotate_secret': [
    "change the webhook endpoint's secret",
    "changed the webhook endpoint's secret",
  ],
}

const who: Record<string, string> = {
  key: 'An app',
  session: 'The customer, in the portal,',
  token: 'The customer, by token,',
  link: 'A portal link',
  system: 'The server',
}

const statusOf = (object: unknown) => (object as { status?: string } | null | undefined)?.status

/** What came of money that had not moved when the action was over. */
const pending: Record<string, string> = {
  processing: 'the gateway has not answered yet',
  requires_action: 'the bank asks first',
}

type Told = Pick<AuditAction, 'action' | 'principal' | 'outcome' | 'resource' | 'before' | 'after'>

function wordsOf({ action, outcome, resource, before, after }: Told): string {
  const [thing = '', what = ''] = action.split('.')
  const plain = what.replace(/_/g, ' ')
  const [doing, done] = verbs[what] ?? [plain, plain]
  const name = thing.replace(/_/g, ' ')
  const [attempt, deed] = whole[action] ?? [`${doing} the ${name}`, `${done} the ${name}`]
  if (outcome === 'refused') return `tried to ${attempt}`
  const status = statusOf(after)
  if (status === 'failed' && statusOf(before) !== status) return `tried to ${attempt}: it failed`
  const waits = resource?.object === 'payment' && status ? pending[status] : undefined
  return waits ? `asked to ${attempt}: ${waits}` : deed
}

/** `subscription.cancel` by a session: "The customer, in the portal, cancelled the subscription". */
export function inWords(action: Told): string {
  const { kind, id } = action.principal
  const byInvoice = kind === 'link' && id.startsWith('in_')
  return `${byInvoice ? 'A link to the invoice' : (who[kind] ?? kind)} ${wordsOf(action)}`
}

/** What the customer said about leaving, where the action is about that. */
export function surveyOf({ after }: Pick<AuditAction, 'after'>): string | undefined {
  const survey = (after as { survey?: { reason?: string; feedback?: string } } | null | undefined)?.survey
  const said = [survey?.reason?.replace(/_/g, ' '), survey?.feedback && `“${survey.feedback}”`].filter(
    Boolean,
  )
  return said.length > 0 ? said.join(': ') : undefined
}
