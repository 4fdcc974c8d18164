'use client'
export { ActivityView } from './ActivityView.js'
export { BillingDetails, type BillingDetailsProps, type DetailField } from './BillingDetails.js'
export { CancelFlow, type CancelFlowProps } from './CancelFlow.js'
export { CardForm, type CardFormProps } from './CardForm.js'
export { CardQuestion, type CardQuestionProps } from './CardQuestion.js'
export { CreditView } from './CreditView.js'
export {
  type Fetcher,
  type PaymentsContext,
  PaymentsProvider,
  type PaymentsProviderProps,
  usePayments,
} from './context.js'
export { featuresOf } from './features.js'
export { type Format, formatOf, useFormat } from './format.js'
export * from './hooks.js'
export { InvoiceExplained } from './InvoiceExplained.js'
export {
  InvoiceList,
  type InvoiceListProps,
  InvoiceStatus,
  isPayable,
  PayButton,
  type PayButtonProps,
  PdfLink,
} from './InvoiceList.js'
export { filled, isRightToLeft } from './filled.js'
export { type Later, later, loadTheRest, useLater } from './later.js'
export { english, type MessageKey, type Messages } from './messages.js'
export { PaymentMethodManager, type PaymentMethodManagerProps } from './PaymentMethodManager.js'
export { PaymentsPortal, type PaymentsPortalProps, type PortalPart } from './PaymentsPortal.js'
export { Badge, Button, Dialog, Failure, Field, Loaded, Notice, Section } from './parts.js'
export { type Action, type Resource, useAction, useResource } from './resource.js'
export { PauseDialog, type PauseProps } from './Pause.js'
export { PlanChange, type PlanChangeProps } from './PlanChange.js'
export type { AllowedProduct } from './planChoices.js'
export type { PlanQuestion } from './PlanQuestions.js'
export { canAsk, isSettled } from './planState.js'
export { usePlanName, usePriceWords } from './planWords.js'
export { SubscriptionManager, type SubscriptionManagerProps } from './SubscriptionManager.js'
export { UsageView } from './UsageView.js'
