'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { PaymentMethod } from '../types.js'
import { usePayments } from './context.js'
import { Button, Failure, Field } from './parts.js'
import { useAction } from './resource.js'

/** The check digit that all card numbers have. */
function isCardNumber(digits: string): boolean {
  if (!/^\d{12,19}$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((all, letter, at) => {
    const doubled = Number(letter) * (at % 2 === 1 ? 2 : 1)
    return all + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

interface Expiry {
  expMonth: number
  expYear: number
}

function expiryOf(text: string): Expiry | undefined {
  const [, month, year] = /^\s*(\d{1,2})\s*\/\s*(\d{2}|\d{4})\s*$/.exec(text) ?? []
  if (!month || !year || Number(month) < 1 || Number(month) > 12) return undefined
  return { expMonth: Number(month), expYear: Number(year) + (year.length === 2 ? 2000 : 0) }
}

export interface CardFormProps {
  customerId?: string | undefined
  onAdded: (method: PaymentMethod) => void
  onCancel?: (() => void) | undefined
}

/** The sandbox's card form. What was typed stays when saving fails. */
export function CardForm({ customerId, onAdded, onCancel }: CardFormProps): ReactNode {
  const { client, say } = usePayments()
  const [number, setNumber] = useState('')
  const [expiry, setExpiry] = useState('')
  const [cvc, setCvc] = useState('')
  const [checked, setChecked] = useState(false)
  const save = useAction((options, card: Expiry & { number: string; cvc: string }) =>
    client.paymentMethods.attach(
      { ...(customerId ? { customer: customerId } : {}), card, setAsDefault: true },
      options,
    ),
  )

  const digits = number.replace(/[\s-]/g, '')
  const wrong = {
    number: isCardNumber(digits) ? undefined : say('badNumber'),
    expiry: expiryOf(expiry) ? undefined : say('badExpiry'),
    cvc: /^\d{3,4}$/.test(cvc.trim()) ? undefined : say('badCvc'),
  }

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setChecked(true)
    const dates = expiryOf(expiry)
    const first = wrong.number ? 'number' : wrong.expiry ? 'expiry' : wrong.cvc ? 'cvc' : undefined
    if (first || !dates) {
      event.currentTarget.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus()
      return
    }
    void save.run({ number: digits, cvc: cvc.trim(), ...dates }).then((method) => method && onAdded(method))
  }

  return (
    <form className="pay-form" onSubmit={submit} noValidate>
      <Field
        label={say('cardNumber')}
        name="number"
        value={number}
        onChange={setNumber}
        autoComplete="cc-number"
        inputMode="numeric"
        error={checked ? wrong.number : undefined}
      />
      <div className="pay-pair">
        <Field
          label={say('expiry')}
          name="expiry"
          value={expiry}
          onChange={setExpiry}
          autoComplete="cc-exp"
          error={checked ? wrong.expiry : undefined}
        />
        <Field
          label={say('cvc')}
          name="cvc"
          value={cvc}
          onChange={setCvc}
          autoComplete="cc-csc"
          inputMode="numeric"
          error={checked ? wrong.cvc : undefined}
        />
      </div>
      {save.error ? <Failure error={save.error} /> : null}
      <div className="pay-actions">
        <Button type="submit" busy={save.isRunning}>
          {say('saveCard')}
        </Button>
        {onCancel ? (
          <Button kind="quiet" onClick={onCancel}>
            {say('notNow')}
          </Button>
        ) : null}
      </div>
    </form>
  )
}
