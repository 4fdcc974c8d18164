'use client'
import { useMemo } from 'react'
import type { Subscription } from '../types.js'
import { usePayments } from './context.js'
import { isRightToLeft } from './filled.js'

export interface Format {
  /** Minor units in the currency's own way: JPY has none, KWD three digits. */
  money: (amount: number, currency: string) => string
  date: (moment: string) => string
  day: (moment: string) => string
  /** Date and time of day. */
  moment: (moment: string) => string
  number: (value: number) => string
}

export function formatOf(locale: string | undefined, timeZone: string | undefined): Format {
  const zone = timeZone ? { timeZone } : {}
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', ...zone })
  const days = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', ...zone })
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', ...zone })
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })
  // `US$` ends with a sign that would change sides without a mark behind it.
  const mark = isRightToLeft(locale) ? '\u200e' : ''
  return {
    money(amount, currency) {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency: currency.toUpperCase() })
      const digits = format.resolvedOptions().maximumFractionDigits ?? 2
      return format.format(amount / 10 ** digits) + mark
    },
    date: (moment) => dates.format(new Date(moment)),
    day: (moment) => days.format(new Date(moment)),
    moment: (moment) => moments.format(new Date(moment)),
    number: (value) => numbers.format(value),
  }
}

export function useFormat(): Format {
  const { locale, timeZone } = usePayments()
  return useMemo(() => formatOf(locale, timeZone), [locale, timeZone])
}

/** Is any of it paid by what is used? Then its end still brings an invoice. */
export const isMetered = ({ items }: Subscription): boolean =>
  items.some(({ terms }) => terms.usageType === 'metered')

/** `eu_vat` → `EU VAT`. */
export const taxIdName = (type: string): string => type.replace(/_/g, ' ').toUpperCase()
