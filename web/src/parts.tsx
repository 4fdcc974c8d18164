import { type Later, later, Loaded, useLater } from 'payments.do/react'
import type { ComponentType, ReactNode } from 'react'

// What the home's first view does without: loaded when it is asked for, or once there is nothing else to do.
export const activityPage = later(async () => (await import('./activity.js')).ActivityPage)
export const flowPage = later(async () => (await import('./flow.js')).Flow)
export const invoicePage = later(async () => (await import('./invoice.js')).InvoicePage)
export const usageView = later(async () => (await import('./usage.js')).UsageView)

/** Such a part, in its place. */
export function Part<Props extends object>({
  of,
  with: props,
}: {
  of: Later<ComponentType<Props>>
  with: Props
}): ReactNode {
  return <Loaded of={useLater(of)}>{(Shown) => <Shown {...props} />}</Loaded>
}
