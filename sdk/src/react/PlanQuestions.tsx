'use client'
import type { ReactNode } from 'react'
import type { Subscription } from '../types.js'
import { CancelFlow } from './CancelFlow.js'
import { PauseDialog } from './Pause.js'
import { PlanChange } from './PlanChange.js'
import type { AllowedProduct } from './planChoices.js'
import { RestartDialog } from './Restart.js'

export type PlanQuestion = 'change' | 'pause' | 'cancel' | 'restart'

export interface PlanQuestionsProps {
  subscription: Subscription
  plan: string
  /** The one that is open. */
  question: PlanQuestion | undefined
  reasons: readonly string[]
  surveyRequired?: boolean | undefined
  endsAtOnce?: boolean | undefined
  products?: readonly AllowedProduct[] | undefined
  priceId?: string | undefined
  maxPause?: number | undefined
  onClose: () => void
  onDone: (subscription: Subscription, words: string) => void
}

/** What is asked before a plan changes, pauses, ends or begins anew. */
export function PlanQuestions({
  subscription,
  plan,
  question,
  reasons,
  surveyRequired,
  endsAtOnce,
  products,
  priceId,
  maxPause,
  onClose,
  onDone,
}: PlanQuestionsProps): ReactNode {
  return (
    <>
      <PlanChange
        subscription={subscription}
        products={products}
        priceId={priceId}
        open={question === 'change'}
        onClose={onClose}
        onDone={onDone}
      />
      <PauseDialog
        subscription={subscription}
        plan={plan}
        maxDuration={maxPause}
        open={question === 'pause'}
        onClose={onClose}
        onDone={onDone}
      />
      <CancelFlow
        subscription={subscription}
        plan={plan}
        reasons={reasons}
        surveyRequired={surveyRequired}
        endsAtOnce={endsAtOnce}
        open={question === 'cancel'}
        onClose={onClose}
        onDone={onDone}
      />
      <RestartDialog
        subscription={subscription}
        plan={plan}
        open={question === 'restart'}
        onClose={onClose}
        onDone={onDone}
      />
    </>
  )
}
