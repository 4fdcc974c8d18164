'use client'
import type { ReactNode } from 'react'
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
