import type { PortalFeatures } from '../types.js'
import type { DetailField } from './BillingDetails.js'

/** What a portal configuration lets customers do, as the components take it. */
export function featuresOf(features: PortalFeatures) {
  const isOn = (name: keyof PortalFeatures) => features[name]?.enabled === true
  const { subscriptionCancel: cancel, subscriptionUpdate: update, subscriptionPause: pause } = features
  const survey = cancel?.cancellationReason
  const surveyRequired = cancel?.retention?.surveyRequired === true
  return {
    isOn,
    plan: {
      reasons: survey?.enabled || surveyRequired ? (survey?.options ?? []) : [],
      surveyRequired,
      endsAtOnce: cancel?.mode === 'immediately',
      canCancel: isOn('subscriptionCancel'),
      canChange: isOn('subscriptionUpdate'),
      products: update?.products ?? [],
      canPause: isOn('subscriptionPause'),
      maxPause: pause?.maxDuration ?? undefined,
    },
    editable: isOn('customerUpdate')
      ? ((features.customerUpdate?.allowedUpdates ?? []) as DetailField[])
      : [],
  }
}
