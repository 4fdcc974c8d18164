'use client'
import { type ReactNode, useEffect, useState } from 'react'
import type { ConfirmCancellation } from '../types.js'
import { usePayments } from './context.js'
import type { MessageKey } from './messages.js'

/** What the customer says, as the server takes it with the confirmation. */
export type Why = Pick<ConfirmCancellation, 'reason' | 'feedback' | 'wouldRecommend'>

/** Every reason that the server knows. */
export const allReasons = [
  'too_expensive',
  'missing_features',
  'switched_service',
  'unused',
  'customer_service',
  'too_complex',
  'low_quality',
  'other',
] as const satisfies readonly NonNullable<Why['reason']>[]

interface Answers {
  why: Why
  /** Adds to what was said. */
  tell: (more: Why) => void
}

/**
 * Which reasons are asked for, and whether one is needed: what the caller knows of the portal configuration, and what
 * the server's refusals say of it, so that nobody is held where the caller knows nothing.
 */
export function useSurvey({
  reasons,
  surveyRequired,
  refusal,
  why,
  tell,
}: Answers & {
  reasons: readonly string[]
  surveyRequired: boolean
  /** The code of the last one. */
  refusal: string | undefined
}) {
  const [isDemanded, setDemanded] = useState(false)
  const [gone, setGone] = useState<readonly string[]>([])
  useEffect(() => {
    if (refusal === 'survey_required') setDemanded(true)
    if (refusal === 'cancellation_reason_not_offered' && why.reason) {
      setGone([...gone, why.reason])
      tell({ reason: undefined })
    }
    // About what was sent, not about what is chosen after that.
  }, [refusal])
  const isRequired = surveyRequired || isDemanded
  const left = (some: readonly string[]) => some.filter((one) => !gone.includes(one))
  const asked = left(reasons)
  return { isRequired, asked: asked.length === 0 && isRequired ? left(allReasons) : asked }
}

/** Why? Each answer is one press; none is needed unless it is `required`. */
export function Reasons({
  reasons,
  required,
  why,
  tell,
}: Answers & { reasons: readonly string[]; required: boolean }): ReactNode {
  const { say } = usePayments()
  const wordsOf = (name: string) => {
    const words = say(`reason.${name}` as MessageKey)
    return words === `reason.${name}` ? name.replace(/_/g, ' ') : words
  }
  return (
    <>
      <fieldset className="pay-choices">
        <legend>{say('cancelReason')}</legend>
        {reasons.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="reason"
              value={one}
              checked={why.reason === one}
              required={required}
              onChange={() => tell({ reason: one as NonNullable<Why['reason']> })}
            />
            {wordsOf(one)}
          </label>
        ))}
      </fieldset>
      <label className="pay-field">
        {say('cancelFeedback')}
        <textarea
          rows={3}
          value={why.feedback ?? ''}
          maxLength={2000}
          onChange={(event) => tell({ feedback: event.target.value })}
        />
      </label>
    </>
  )
}

/** Would the customer recommend us, from 0 to 10? */
export function Recommendation({ why, tell }: Answers): ReactNode {
  const { say } = usePayments()
  return (
    <fieldset className="pay-scale">
      <legend>{say('wouldRecommend')}</legend>
      <p className="pay-small">{say('recommendScale')}</p>
      <div>
        {Array.from({ length: 11 }, (_, score) => (
          <label key={score}>
            <input
              type="radio"
              name="wouldRecommend"
              value={score}
              checked={why.wouldRecommend === score}
              onChange={() => tell({ wouldRecommend: score })}
            />
            {score}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
