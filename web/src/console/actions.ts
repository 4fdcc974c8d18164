import type { AuditAction } from 'payments.do'

/** What is done to a thing, as it is told afterwards. */
const past: Record<string, string> = {
  accept: 'accepted',
  archive: 'archived',
  attach: 'added',
  cancel: 'cancelled',
  close: 'closed',
  confirm: 'confirmed',
  create: 'created',
  decline: 'declined',
  delete: 'deleted',
  detach: 'removed',
  download: 'downloaded',
  end: 'ended',
  erase: 'erased',
  export: 'exported',
  finalize: 'finalised',
  list: 'listed',
  open: 'opened',
  pause: 'paused',
  pay: 'paid',
  reactivate: 'kept',
  read: 'read',
  record: 'recorded',
  resume: 'resumed',
  revoke: 'revoked',
  set: 'set',
  start: 'began',
  update: 'changed',
  view: 'looked at',
  void: 'voided',
}

/** What the pattern has no good words for. */
const whole: Record<string, string> = {
  'activity.list': 'looked at the activity',
  'cancellation.abandon': 'stayed after all',
  'cancellation.accept': 'accepted the offer to stay',
  'cancellation.decline': 'declined the offer to stay',
  'cancellation.start': 'began to cancel',
  'credit.balance': 'looked at the credit',
  'credit.ledger': "looked at the credit's movements",
  'invoice.explain': 'asked how the invoice was computed',
  'invoice.mark_uncollectible': 'gave up collecting the invoice',
  'invoice.pay_in_portal': 'paid the invoice, without scripts',
  'invoice.upcoming': 'looked at the next invoice',
  'portal_cancel.view': 'looked at the page that cancels',
  'portal_configuration.capabilities': 'asked what the configuration allows',
  'subscription.cancel_in_portal': 'took a step of cancelling, without scripts',
  'subscription.preview': 'asked what a change of the subscription would cost',
  'subscription.reactivate_in_portal': 'kept the subscription, without scripts',
  'usage.timeline': 'looked at the usage, day by day',
  'webhook_endpoint.replay': 'had a stretch of the log delivered again',
  'webhook_endpoint.resend': 'had an event delivered again',
  'webhook_endpoint.rotate_secret': "changed the webhook endpoint's secret",
}

const who: Record<string, string> = {
  key: 'An app',
  session: 'The customer, in the portal,',
  token: 'The customer, by token,',
  link: 'A portal link',
  system: 'The clock',
}

/** `subscription.cancel` by a session: "The customer, in the portal, cancelled the subscription". */
export function inWords({ action, principal }: Pick<AuditAction, 'action' | 'principal'>): string {
  const [thing = '', what = ''] = action.split('.')
  const words = whole[action] ?? `${past[what] ?? what.replace(/_/g, ' ')} the ${thing.replace(/_/g, ' ')}`
  return `${who[principal.kind] ?? principal.kind} ${words}`
}

/** What the customer said about leaving, where the action is about that. */
export function surveyOf({ after }: Pick<AuditAction, 'after'>): string | undefined {
  const survey = (after as { survey?: { reason?: string; feedback?: string } } | null | undefined)?.survey
  const said = [survey?.reason?.replace(/_/g, ' '), survey?.feedback && `“${survey.feedback}”`].filter(
    Boolean,
  )
  return said.length > 0 ? said.join(': ') : undefined
}
