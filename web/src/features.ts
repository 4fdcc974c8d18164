import type { PortalFeatures } from 'payments.do'
import type { DetailField } from 'payments.do/react'
import { usePortal } from './shell.js'

/** What the session's configuration shows, as the components take it. */
export function useFeatures() {
  const { data } = usePortal()
  const { features } = data.configuration
  const isOn = (name: keyof PortalFeatures) => features[name]?.enabled === true
  const survey = features.subscriptionCancel?.cancellationReason
  const surveyRequired = features.subscriptionCancel?.retention?.surveyRequired === true
  return {
    isOn,
    plan: {
      reasons: survey?.enabled || surveyRequired ? (survey?.options ?? []) : [],
      surveyRequired,
      endsAtOnce: features.subscriptionCancel?.mode === 'immediately',
      canCancel: isOn('subscriptionCancel'),
      canChange: isOn('subscriptionUpdate'),
      products: features.subscriptionUpdate?.products ?? [],
      canPause: isOn('subscriptionPause'),
      maxPause: features.subscriptionPause?.maxDuration ?? undefined,
    },
    editable: isOn('customerUpdate')
      ? ((features.customerUpdate?.allowedUpdates ?? []) as DetailField[])
      : [],
  }
}
