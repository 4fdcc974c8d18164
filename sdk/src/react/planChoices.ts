'use client'
import type { Price, Product, Subscription, UpdateSubscription } from '../types.js'
import { usePayments } from './context.js'
import { useResource } from './resource.js'

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

export interface Choice {
  price: Price
  product: Product
  bounds: QuantityBounds | undefined
}

/** What was chosen: a price, and how many of it. */
export interface Wish {
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

export const wishOf = (subscription: Subscription): Wish => {
  const item = planItem(subscription)
  return { price: item?.price ?? '', quantity: item?.quantity ?? 1 }
}

/** Only what is different is asked for; nothing where nothing is. */
export function changeTo(
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

/** The server takes no two items of other intervals, and none twice: what stays says what can be chosen beside it. */
function fits({ id, currency, recurring, usageType }: Price, subscription: Subscription): boolean {
  if (!recurring || currency !== subscription.currency || usageType !== 'licensed') return false
  const changes = planItem(subscription)
  return subscription.items.every(
    ({ id: item, price, terms }) =>
      item === changes?.id ||
      (price !== id &&
        terms.interval === recurring.interval &&
        terms.intervalCount === (recurring.intervalCount ?? 1)),
  )
}

export function useChoices(subscription: Subscription, products: readonly AllowedProduct[], open: boolean) {
  const { client } = usePayments()
  return useResource<Choice[]>(open ? `choices ${subscription.id}` : undefined, async (options) => {
    const [prices, all] = await Promise.all([
      client.prices.list({ active: true, limit: 100 }, options),
      client.products.list({ active: true, limit: 100 }, options),
    ])
    const current = planItem(subscription)?.price
    return prices
      .filter((price) => fits(price, subscription))
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

export const manyOf = ({ product }: Choice, quantity: number) =>
  quantity > 1 ? `${product.name} × ${quantity}` : product.name
