'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { PaymentsError } from '../errors.js'
import type { Price, Subscription } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { Badge, Button, Dialog, Field, Loaded } from './parts.js'
import { type AllowedProduct, changeTo, manyOf, useChoices, type Wish, wishOf } from './planChoices.js'
import { PlanReview } from './PlanReview.js'

export interface PlanChangeProps {
  subscription: Subscription
  /** Default: all that the catalog sells. */
  products?: readonly AllowedProduct[] | undefined
  /** Chosen already: straight to what it costs. */
  priceId?: string | undefined
  open: boolean
  onClose: () => void
  onDone: (subscription: Subscription, words: string) => void
}

function usePriceOf() {
  const { say } = usePayments()
  const format = useFormat()
  return ({ unitAmount, currency, recurring }: Price) => {
    if (unitAmount == null || !recurring) return say('byUsage')
    const amount = format.money(Number(unitAmount), currency)
    if ((recurring.intervalCount ?? 1) === 1) return say(`every.${recurring.interval}`, { amount })
    return say('every.some', {
      amount,
      count: recurring.intervalCount ?? 1,
      unit: say(`unit.${recurring.interval}`),
    })
  }
}

/** It is about the price that was chosen, whatever else is. */
const isAboutPrice = ({ code }: PaymentsError) => /^(price|product|interval|currency)_/.test(code)

const anything: readonly AllowedProduct[] = []

/** Choose a plan, see what it costs, change. */
export function PlanChange({
  subscription,
  products = anything,
  priceId,
  open,
  onClose,
  onDone,
}: PlanChangeProps): ReactNode {
  const { say, explain } = usePayments()
  const priceOf = usePriceOf()
  const choices = useChoices(subscription, products, open)
  const is = wishOf(subscription)
  const straightTo = priceId ? { price: priceId, quantity: is.quantity } : undefined
  const [selected, setSelected] = useState(priceId ?? '')
  const [many, setMany] = useState(String(is.quantity))
  const [same, setSame] = useState(false)
  const [reviewed, setReviewed] = useState<Wish | undefined>(straightTo)
  const [refusals, setRefusals] = useState<Record<string, PaymentsError>>({})
  const choice = choices.data?.find(({ price }) => price.id === reviewed?.price)
  const bounds = choices.data?.find(({ price }) => price.id === selected)?.bounds
  const close = () => {
    setReviewed(straightTo)
    setSame(false)
    onClose()
  }
  const review = (event: FormEvent) => {
    event.preventDefault()
    const wish = { price: selected, quantity: bounds ? Number(many) : is.quantity }
    const isOther = changeTo(subscription, wish) !== undefined
    setSame(!isOther)
    if (selected && isOther) setReviewed(wish)
  }
  const refused = (price: string, why: PaymentsError) => {
    if (isAboutPrice(why)) {
      setRefusals((all) => ({ ...all, [price]: why }))
      setSelected('')
    }
    setReviewed(undefined)
  }
  const whyNot = ({ id }: Price) => refusals[id] && explain(refusals[id])
  const title =
    choice && reviewed ? say('reviewTitle', { plan: manyOf(choice, reviewed.quantity) }) : say('choosePlan')
  return (
    <Dialog title={title} open={open} onClose={close}>
      <Loaded of={choices}>
        {(list) => {
          if (choice && reviewed) {
            return (
              <PlanReview
                key={`${choice.price.id} ${reviewed.quantity}`}
                subscription={subscription}
                choice={choice}
                quantity={reviewed.quantity}
                onBack={priceId ? undefined : () => setReviewed(undefined)}
                onRefused={(why) => refused(choice.price.id, why)}
                onDone={onDone}
              />
            )
          }
          if (list.every(({ price }) => refusals[price.id])) return <p>{say('noChoice')}</p>
          return (
            <form className="pay-form" onSubmit={review}>
              <fieldset className="pay-choices">
                <legend className="pay-hidden">{say('choosePlan')}</legend>
                {list.map(({ price, product }) => (
                  <label key={price.id}>
                    <input
                      type="radio"
                      name="price"
                      value={price.id}
                      checked={selected === price.id}
                      onChange={() => setSelected(price.id)}
                      disabled={price.id in refusals}
                      required
                    />
                    <span>
                      <strong>{product.name}</strong> {priceOf(price)}{' '}
                      {price.id === is.price ? <Badge tone="plain">{say('yourPlan')}</Badge> : null}
                      {product.description ? (
                        <>
                          <br />
                          <bdi className="pay-small">{product.description}</bdi>
                        </>
                      ) : null}
                      {whyNot(price) ? (
                        <>
                          <br />
                          <span className="pay-small">{whyNot(price)}</span>
                        </>
                      ) : null}
                    </span>
                  </label>
                ))}
              </fieldset>
              {bounds ? (
                <Field
                  label={say('howMany')}
                  name="quantity"
                  type="number"
                  inputMode="numeric"
                  value={many}
                  onChange={setMany}
                  min={bounds.minimum ?? 1}
                  max={bounds.maximum ?? undefined}
                />
              ) : null}
              {same ? (
                <p className="pay-error" role="alert">
                  {say('nothingChanges')}
                </p>
              ) : null}
              <div className="pay-actions">
                <Button type="submit">{say('review')}</Button>
              </div>
            </form>
          )
        }}
      </Loaded>
      <div className="pay-actions">
        <Button kind="quiet" onClick={close}>
          {say('notNow')}
        </Button>
      </div>
    </Dialog>
  )
}
