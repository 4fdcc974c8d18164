import type { Subscription } from '../types.js'
import type { PlanQuestion } from './PlanQuestions.js'

export const allows = ({ allowedActions }: Subscription, action: string) =>
  allowedActions.some((one) => one.action === action && one.allowed)

/** It goes on until its end is there, and can be kept until then. */
export const isEnding = ({ cancelAtPeriodEnd, endedAt }: Subscription) => cancelAtPeriodEnd && !endedAt

/** The plan has that price, or will have it. */
const has = ({ items, pendingChange }: Subscription, price: string | undefined) =>
  [...items, ...(pendingChange?.items ?? [])].some((item) => item.price === price)

/** Is there still something to ask? `priceId`: where a change is about that price alone. */
export function canAsk(question: PlanQuestion, subscription: Subscription, priceId?: string): boolean {
  switch (question) {
    case 'change':
      return allows(subscription, 'update') && !isEnding(subscription) && !has(subscription, priceId)
    case 'pause':
      return allows(subscription, 'pause')
    case 'cancel':
      return allows(subscription, 'cancel') && !isEnding(subscription)
    case 'restart':
      return Boolean(subscription.endedAt) && allows(subscription, 'reactivate')
  }
}

/** What the question would lead to is so already: it ends, or has ended, it is paused, it has that price. */
export function isSettled(question: PlanQuestion, subscription: Subscription, priceId?: string): boolean {
  switch (question) {
    case 'change':
      return !subscription.endedAt && has(subscription, priceId)
    case 'pause':
      return !subscription.endedAt && Boolean(subscription.pause)
    case 'cancel':
      return !canAsk('cancel', subscription)
    case 'restart':
      return Boolean(subscription.replacedBy)
  }
}
