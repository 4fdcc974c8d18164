import { List } from 'payments.do'
import type {
  Capability,
  CreditBalance,
  Customer,
  FlowData,
  Invoice,
  PaymentMethod,
  PortalConfiguration,
  Subscription,
} from 'payments.do'

interface Page<T> {
  object: 'list'
  data: T[]
  hasMore: boolean
  nextCursor?: string | null
}

/** What the server's page brings with it (http/portal_data.cpp). */
export interface PortalData {
  now: string
  /** Proves to the server that a form is of its own page. */
  form: string
  session: { id: string; returnUrl: string; subscription?: string; flowData?: FlowData; locale?: string }
  configuration: Pick<
    PortalConfiguration,
    'headline' | 'features' | 'branding' | 'termsOfServiceUrl' | 'privacyPolicyUrl'
  >
  capabilities: { data: Capability[] }
  customer: Customer
  subscriptions: Page<Subscription>
  paymentMethods: Page<PaymentMethod>
  invoices?: Page<Invoice>
  credits?: CreditBalance
}

export const invoicesAtFirst = 20

function listOf<T>(page: Page<T>): List<T> {
  return List.page(page, () => Promise.resolve(new List<T>()))
}

/** The same answers by the names that the components ask by. */
export function initialOf(data: PortalData): Record<string, unknown> {
  const id = data.customer.id
  return {
    [`customer ${id}`]: data.customer,
    [`subscriptions ${id}`]: listOf(data.subscriptions),
    [`paymentMethods ${id}`]: listOf(data.paymentMethods),
    ...(data.invoices ? { [`invoices ${id} ${invoicesAtFirst}`]: listOf(data.invoices) } : {}),
    ...(data.credits ? { [`credits ${id}`]: data.credits } : {}),
  }
}

export function readData(): PortalData | undefined {
  const element = document.getElementById('portal-data')
  return element?.textContent ? (JSON.parse(element.textContent) as PortalData) : undefined
}
