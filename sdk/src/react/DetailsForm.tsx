'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Address, Customer, TaxId, UpdateCustomer } from '../types.js'
import type { DetailField } from './BillingDetails.js'
import { usePayments } from './context.js'
import { Button, Failure, Field } from './parts.js'
import { useAction } from './resource.js'
import { TaxIds } from './TaxIds.js'

const addressLines = ['line1', 'line2', 'postalCode', 'city', 'state', 'country'] as const
const plainFields = ['name', 'email', 'phone'] as const
const completes = {
  name: 'name',
  email: 'email',
  phone: 'tel',
  line1: 'address-line1',
  line2: 'address-line2',
  city: 'address-level2',
  state: 'address-level1',
  postalCode: 'postal-code',
  country: 'country',
} as const

type Draft = Record<string, string>

function draftOf(customer: Customer): Draft {
  const address = customer.address ?? {}
  return Object.fromEntries([
    ...plainFields.map((name) => [name, customer[name] ?? '']),
    ...addressLines.map((name) => [name, address[name] ?? '']),
  ]) as Draft
}

function changesOf(draft: Draft, before: Draft, editable: readonly DetailField[]): UpdateCustomer {
  const changes: UpdateCustomer = {}
  for (const name of plainFields) {
    if (editable.includes(name) && draft[name] !== before[name]) changes[name] = draft[name]?.trim() || null
  }
  if (editable.includes('address') && addressLines.some((name) => draft[name] !== before[name])) {
    const lines = addressLines
      .map((name) => [name, valueOf(draft, name)] as const)
      .filter(([, value]) => value)
    changes.address = lines.length > 0 ? (Object.fromEntries(lines) as Address) : null
  }
  return changes
}

/** A country is two capital letters, however it was typed. */
const valueOf = (draft: Draft, name: string) => {
  const typed = draft[name]?.trim()
  return name === 'country' ? typed?.toUpperCase() : typed
}

const sameTaxIds = (one: readonly TaxId[], other: readonly TaxId[]) =>
  one.length === other.length &&
  one.every(({ type, value }, at) => type === other[at]?.type && value === other[at]?.value)

/** The same, to be changed. What was typed stays when saving fails. */
export function DetailsForm({
  customer,
  editable,
  onDone,
}: {
  customer: Customer
  editable: readonly DetailField[]
  onDone: (saved: boolean) => void
}): ReactNode {
  const { client, say, explain } = usePayments()
  const [before] = useState(() => draftOf(customer))
  const [draft, setDraft] = useState(before)
  const save = useAction((options, changes: UpdateCustomer) =>
    client.customers.update(customer.id, changes, options),
  )
  const [taxIds, setTaxIds] = useState<TaxId[]>(customer.taxIds ?? [])
  const set = (name: string) => (value: string) => setDraft((now) => ({ ...now, [name]: value }))
  const shown = [
    ...plainFields.filter((name) => editable.includes(name)),
    ...(editable.includes('address') ? addressLines : []),
  ]

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const changes = changesOf(draft, before, editable)
    // A line that nothing was written into is none.
    const written = taxIds.map((one) => ({ ...one, value: one.value.trim() })).filter((one) => one.value)
    if (editable.includes('tax_id') && !sameTaxIds(written, customer.taxIds ?? [])) {
      changes.taxIds = written.length > 0 ? written : null
    }
    if (Object.keys(changes).length === 0) return onDone(false)
    if (await save.run(changes)) onDone(true)
  }
  return (
    <form className="pay-form" onSubmit={(event) => void submit(event)} noValidate>
      {shown.map((name) => (
        <Field
          key={name}
          label={say(name)}
          name={name}
          value={draft[name] ?? ''}
          onChange={set(name)}
          autoComplete={completes[name]}
          error={save.error?.param?.endsWith(name) ? explain(save.error) : undefined}
        />
      ))}
      {editable.includes('tax_id') ? <TaxIds value={taxIds} onChange={setTaxIds} error={save.error} /> : null}
      {save.error ? <Failure error={save.error} /> : null}
      <div className="pay-actions">
        <Button type="submit" busy={save.isRunning}>
          {say('save')}
        </Button>
        <Button kind="quiet" onClick={() => onDone(false)}>
          {say('notNow')}
        </Button>
      </div>
    </form>
  )
}
