'use client'
import { type ReactNode, useState } from 'react'
import { usePayments } from './context.js'
import { taxIdName } from './format.js'
import { useCustomer } from './hooks.js'
import { later, useLater } from './later.js'
import { Button, Failure, Loaded, Notice, Section } from './parts.js'

/** What a configuration lets customers change. */
export type DetailField = 'name' | 'email' | 'phone' | 'address' | 'tax_id'

export interface BillingDetailsProps {
  customerId: string
  /** Default: all. */
  editable?: readonly DetailField[] | undefined
  /** Begins with the form open. */
  startsOpen?: boolean | undefined
  /** Told when a change was saved. */
  onSaved?: (() => void) | undefined
}

const everything: readonly DetailField[] = ['name', 'email', 'phone', 'address', 'tax_id']

const detailsForm = later(async () => (await import('./DetailsForm.js')).DetailsForm)

/** Who is billed, and where. */
export function BillingDetails({
  customerId,
  editable = everything,
  startsOpen = false,
  onSaved,
}: BillingDetailsProps): ReactNode {
  const { say } = usePayments()
  const customer = useCustomer(customerId)
  const [editing, setEditing] = useState(startsOpen && editable.length > 0)
  const [saved, setSaved] = useState(false)
  const form = useLater(detailsForm, editing)
  const Form = form.data
  return (
    <Section title={say('billingDetails')}>
      <Notice>{saved ? say('saved') : null}</Notice>
      {form.error ? <Failure error={form.error} retry={form.reload} /> : null}
      <Loaded of={customer}>
        {(who) => {
          if (editing && Form) {
            const done = (changed: boolean) => {
              setEditing(false)
              setSaved(changed)
              if (changed) onSaved?.()
            }
            return <Form customer={who} editable={editable} onDone={done} />
          }
          const { line1, line2, postalCode, city, state, country } = who.address ?? {}
          const lines = [
            who.name,
            who.email,
            who.phone,
            line1,
            line2,
            [postalCode, city].filter(Boolean).join(' '),
            state,
            country,
            ...(who.taxIds ?? []).map(({ type, value }) => `${taxIdName(type)} ${value}`),
          ].filter(Boolean)
          return (
            <>
              {lines.length === 0 ? (
                <p className="pay-empty">{say('noDetails')}</p>
              ) : (
                <address>
                  {lines.map((line, at) => (
                    <span key={at} dir="auto">
                      {line}
                    </span>
                  ))}
                </address>
              )}
              {editable.length > 0 ? (
                <Button kind="quiet" busy={form.isLoading} onClick={() => setEditing(true)}>
                  {say('edit')}
                </Button>
              ) : null}
            </>
          )
        }}
      </Loaded>
    </Section>
  )
}
