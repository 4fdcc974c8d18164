'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Preview, Price, Product, Subscription, UpdateSubscription } from '../types.js'
import { usePayments } from './context.js'
import { useFormat } from './format.js'
import { Badge, Button, Dialog, Failure, Field, Loaded } from './parts.js'
import { useAction, useResource } from './resource.js'

/** The quantities that may be chosen. */
export interface QuantityBounds {
  minimum?: number | null | undefined
  maximum?: number | null | undefined
}

/** A product that may be changed to, with its prices where not all of them may, and how many of it. */
export type AllowedProduct =
  | string
  | {
      product: string
      prices?: string[] | null | undefined
      /** Left out: the quantity stays as it is. */
      quantity?: QuantityBounds | null | undefined
    }

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

interface Choice {
  price: Price
  product: Product
  bounds: QuantityBounds | undefined
}

/** What was chosen: a price, and how many of it. */
interface Wish {
  price: string
  quantity: number
}

function isAllowed(price: Price, products: readonly AllowedProduct[]): boolean {
  if (products.length === 0) return true
  return products.some((one) => {
    if (typeof one === 'string') return one === price.product
    return (
      one.product === price.product &&
      (!one.prices || one.prices.length === 0 || one.prices.includes(price.id))
    )
  })
}

/** The item that a change of plan is about: the one that is paid by the piece. */
const planItem = (subscription: Subscription) =>
  subscription.items.find(({ terms }) => terms.usageType === 'licensed') ?? subscription.items[0]

const wishOf = (subscription: Subscription): Wish => {
  const item = planItem(subscription)
  return { price: item?.price ?? '', quantity: item?.quantity ?? 1 }
}

/** Only what is different is asked for; nothing where nothing is. */
function changeTo(
  subscription: Subscription,
  wish: Wish,
): Pick<UpdateSubscription, 'price' | 'quantity' | 'items'> | undefined {
  const is = wishOf(subscription)
  const change = {
    ...(wish.price === is.price ? {} : { price: wish.price }),
    ...(wish.quantity === is.quantity ? {} : { quantity: wish.quantity }),
  }
  if (Object.keys(change).length === 0) return undefined
  if (subscription.items.length === 1) return change
  return { items: [{ id: planItem(subscription)?.id, ...change }] }
}

function boundsOf(price: Price, products: readonly AllowedProduct[]): QuantityBounds | undefined {
  for (const one of products) {
    if (typeof one !== 'string' && one.product === price.product) return one.quantity ?? undefined
  }
  return undefined
}

function useChoices(subscription: Subscription, products: readonly AllowedProduct[], open: boolean) {
  const { client } = usePayments()
  return useResource<Choice[]>(open ? `choices ${subscription.id}` : undefined, async (options) => {
    const [prices, all] = await Promise.all([
      client.prices.list({ active: true, limit: 100 }, options),
      client.products.list({ active: true, limit: 100 }, options),
    ])
    const current = planItem(subscription)?.price
    return prices
      .filter(
        (price) =>
          price.recurring && price.currency === subscription.currency && price.usageType === 'licensed',
      )
      .flatMap((price) => {
        const product = all.find(({ id }) => id === price.product)
        const bounds = boundsOf(price, products)
        // The present price is a choice where there may be more or fewer of it.
        const isOffered = price.id === current ? bounds !== undefined : isAllowed(price, products)
        return product && isOffered ? [{ price, product, bounds }] : []
      })
      .sort((one, other) => Number(one.price.unitAmount ?? 0) - Number(other.price.unitAmount ?? 0))
  })
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

const manyOf = ({ product }: Choice, quantity: number) =>
  quantity > 1 ? `${product.name} × ${quantity}` : product.name

/** What the change costs, to the cent, and one button that does exactly that. */
function Review({
  subscription,
  choice,
  quantity,
  onBack,
  onDone,
}: {
  subscription: Subscription
  choice: Choice
  quantity: number
  onBack: (() => void) | undefined
  onDone: PlanChangeProps['onDone']
}): ReactNode {
  const { client, say } = usePayments()
  const format = useFormat()
  const change = changeTo(subscription, { price: choice.price.id, quantity }) ?? {}
  const preview = useResource<Preview>(
    `preview ${subscription.id} ${choice.price.id} ${quantity}`,
    (options) => client.subscriptions.preview(subscription.id, change, options),
  )
  const apply = useAction((options, quote: string) =>
    client.subscriptions.update(subscription.id, { quote }, options),
  )
  const plan = manyOf(choice, quantity)
  return (
    <Loaded of={preview}>
      {(quote) => {
        const now = format.money(quote.dueNow.total, quote.currency)
        const waits = quote.effective === 'period_end'
        const date = format.date(subscription.currentPeriodEnd)
        const confirm = async () => {
          const done = await apply.run(quote.quote)
          if (done) onDone(done, waits ? say('changeSet', { plan, date }) : say('changed', { plan }))
        }
        return (
          <>
            {quote.lines.length > 0 ? (
              <ul className="pay-lines">
                {quote.lines.map((line) => (
                  <li key={line.id}>
                    <span>{line.description}</span>
                    <span className="pay-amount">{format.money(line.amount, quote.currency)}</span>
                  </li>
                ))}
              </ul>
            ) : null}
            {waits ? <p>{say('effectiveEnd', { date })}</p> : null}
            <p className="pay-strong">
              {quote.dueNow.total > 0 ? say('dueNow', { amount: now }) : say('nothingNow')}
            </p>
            {quote.nextInvoice ? (
              <p>
                {say('thenOn', {
                  date: format.date(quote.nextInvoice.date),
                  amount: format.money(quote.nextInvoice.total, quote.currency),
                })}
              </p>
            ) : null}
            {apply.error ? (
              <Failure
                error={apply.error}
                retry={() => {
                  apply.reset()
                  preview.reload()
                }}
              />
            ) : null}
            <div className="pay-actions">
              <Button busy={apply.isRunning} onClick={() => void confirm()}>
                {quote.dueNow.total > 0 ? say('confirmChange', { amount: now }) : say('confirmFree')}
              </Button>
              {onBack ? (
                <Button kind="quiet" onClick={onBack}>
                  {say('otherPlan')}
                </Button>
              ) : null}
            </div>
          </>
        )
      }}
    </Loaded>
  )
}

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
  const { say } = usePayments()
  const priceOf = usePriceOf()
  const choices = useChoices(subscription, products, open)
  const is = wishOf(subscription)
  const straightTo = priceId ? { price: priceId, quantity: is.quantity } : undefined
  const [selected, setSelected] = useState(priceId ?? '')
  const [many, setMany] = useState(String(is.quantity))
  const [same, setSame] = useState(false)
  const [reviewed, setReviewed] = useState<Wish | undefined>(straightTo)
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
  const title =
    choice && reviewed ? say('reviewTitle', { plan: manyOf(choice, reviewed.quantity) }) : say('choosePlan')
  return (
    <Dialog title={title} open={open} onClose={close}>
      <Loaded of={choices}>
        {(list) => {
          if (choice && reviewed) {
            return (
              <Review
                key={`${choice.price.id} ${reviewed.quantity}`}
                subscription={subscription}
                choice={choice}
                quantity={reviewed.quantity}
                onBack={priceId ? undefined : () => setReviewed(undefined)}
                onDone={onDone}
              />
            )
          }
          if (list.length === 0) return <p>{say('noChoice')}</p>
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
