'use client'
import { type ReactNode, useState } from 'react'
import type { PaymentMethod } from '../types.js'
import { usePayments } from './context.js'
import { usePaymentMethods } from './hooks.js'
import { later, useLater } from './later.js'
import { Badge, Button, Dialog, Failure, Loaded, Notice, Section } from './parts.js'
import { useAction } from './resource.js'

export interface PaymentMethodManagerProps {
  customerId?: string | undefined
  onPaymentMethodAdded?: ((method: PaymentMethod) => void) | undefined
  onPaymentMethodRemoved?: ((method: PaymentMethod) => void) | undefined
  /** Shows what is on file and nothing to change it with. */
  readOnly?: boolean | undefined
}

const cardQuestion = later(async () => (await import('./CardQuestion.js')).CardQuestion)
const cardForm = later(async () => (await import('./CardForm.js')).CardForm)

function useCardName() {
  const { say } = usePayments()
  return ({ card }: PaymentMethod) => {
    const brand = card?.brand ?? ''
    return say('card', { brand: brand.charAt(0).toUpperCase() + brand.slice(1), last4: card?.last4 ?? '' })
  }
}

function Card({
  method,
  customerId,
  readOnly,
  onRemove,
  onDefault,
  onConfirmed,
}: {
  method: PaymentMethod
  customerId: string | undefined
  readOnly: boolean
  onRemove: () => void
  onDefault: () => void
  onConfirmed: () => void
}): ReactNode {
  const { client, say } = usePayments()
  const nameOf = useCardName()
  const owner = customerId ?? method.customer ?? ''
  const choose = useAction((options, id: string) =>
    client.customers.update(owner, { defaultPaymentMethod: id }, options),
  )
  const isAsked = method.status === 'requires_action' && !readOnly
  const question = useLater(cardQuestion, isAsked)
  const Question = question.data
  const { card } = method
  return (
    <li className="pay-card">
      <div>
        <p className="pay-strong">
          {card ? nameOf(method) : say('newCard')}{' '}
          {method.isDefault ? <Badge tone="good">{say('default')}</Badge> : null}
          {method.status === 'processing' ? <Badge tone="warn">{say('card.processing')}</Badge> : null}
          {method.status === 'failed' ? <Badge tone="bad">{say('card.failed')}</Badge> : null}
        </p>
        {card ? (
          <p className="pay-small">
            {say('expires', { month: String(card.expMonth).padStart(2, '0'), year: card.expYear })}
          </p>
        ) : null}
      </div>
      {readOnly ? null : (
        <div className="pay-actions">
          {method.isDefault ? null : (
            <Button
              kind="quiet"
              busy={choose.isRunning}
              label={`${say('makeDefault')}: ${nameOf(method)}`}
              onClick={() => void choose.run(method.id).then((done) => done && onDefault())}
            >
              {say('makeDefault')}
            </Button>
          )}
          <Button kind="quiet" label={`${say('remove')}: ${nameOf(method)}`} onClick={onRemove}>
            {say('remove')}
          </Button>
        </div>
      )}
      {isAsked && Question ? (
        <Question method={method} name={nameOf(method)} onConfirmed={onConfirmed} />
      ) : null}
      {question.error ? <Failure error={question.error} retry={question.reload} /> : null}
      {choose.error ? <Failure error={choose.error} /> : null}
    </li>
  )
}

/** The cards on file: add, choose, remove. */
export function PaymentMethodManager({
  customerId,
  onPaymentMethodAdded,
  onPaymentMethodRemoved,
  readOnly = false,
}: PaymentMethodManagerProps): ReactNode {
  const { client, say } = usePayments()
  const methods = usePaymentMethods(customerId)
  const nameOf = useCardName()
  const [adding, setAdding] = useState(false)
  const form = useLater(cardForm, adding)
  const Form = form.data
  const [removing, setRemoving] = useState<PaymentMethod>()
  const [told, setTold] = useState('')
  const detach = useAction((options, id: string) => client.paymentMethods.detach(id, options))

  const remove = async (method: PaymentMethod) => {
    const gone = await detach.run(method.id)
    if (!gone) return
    setRemoving(undefined)
    setTold(say('removed', { card: nameOf(method) }))
    onPaymentMethodRemoved?.(gone)
  }
  const leave = () => {
    setRemoving(undefined)
    detach.reset()
  }

  return (
    <Section title={say('paymentMethods')}>
      <Notice>{told}</Notice>
      <Loaded of={methods}>
        {(list) => (
          <>
            {list.length === 0 && !adding ? (
              <p className="pay-empty">
                {say('noPaymentMethod')}
                {readOnly ? '' : ` ${say('addFirstCard')}`}
              </p>
            ) : null}
            <ul className="pay-cards">
              {list.map((method) => (
                <Card
                  key={method.id}
                  method={method}
                  customerId={customerId}
                  readOnly={readOnly}
                  onRemove={() => setRemoving(method)}
                  onConfirmed={() => setTold(say('cardConfirmed', { card: nameOf(method) }))}
                  onDefault={() => setTold(say('madeDefault', { card: nameOf(method) }))}
                />
              ))}
            </ul>
          </>
        )}
      </Loaded>
      {form.error ? <Failure error={form.error} retry={form.reload} /> : null}
      {readOnly ? null : adding && Form ? (
        <Form
          customerId={customerId}
          onCancel={() => setAdding(false)}
          onAdded={(method) => {
            setAdding(false)
            setTold(say('added', { card: nameOf(method) }))
            onPaymentMethodAdded?.(method)
          }}
        />
      ) : (
        <Button kind="quiet" busy={form.isLoading} onClick={() => setAdding(true)}>
          {say('addCard')}
        </Button>
      )}
      <Dialog
        title={removing ? say('removeCard', { card: nameOf(removing) }) : ''}
        open={removing !== undefined}
        onClose={leave}
      >
        {detach.error ? <Failure error={detach.error} /> : null}
        <div className="pay-actions">
          <Button kind="danger" busy={detach.isRunning} onClick={() => removing && void remove(removing)}>
            {say('remove')}
          </Button>
          <Button kind="quiet" onClick={leave}>
            {say('notNow')}
          </Button>
        </div>
      </Dialog>
    </Section>
  )
}
