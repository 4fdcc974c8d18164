import { Button, Field } from 'payments.do/react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { hrefOf } from './route.js'

/** A line of fields that become the address. */
export function Filters({
  view,
  names,
  filters,
  type,
}: {
  view: string
  names: Record<string, string>
  filters: Record<string, string>
  /** Of all fields; default: text. */
  type?: 'date' | undefined
}): ReactNode {
  const [draft, setDraft] = useState(filters)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    window.location.hash = hrefOf(view, draft)
  }
  return (
    <form className="filters" onSubmit={submit}>
      {Object.entries(names).map(([name, label]) => (
        <Field
          key={name}
          label={label}
          name={name}
          type={type}
          value={draft[name] ?? ''}
          onChange={(value) => setDraft((now) => ({ ...now, [name]: value.trim() }))}
        />
      ))}
      <Button type="submit" kind="quiet">
        Show
      </Button>
    </form>
  )
}
