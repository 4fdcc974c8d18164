/** Is the language of that locale written from right to left? */
export const isRightToLeft = (locale: string | undefined): boolean => /^(ar|fa|he|ur)\b/i.test(locale ?? '')

/**
 * `Ends on {date}` with its values. Where lines run from right to left, what has Latin letters is kept in one
 * piece, so that it does not drag what stands beside it to its other side.
 */
export function filled(
  text: string,
  values: Record<string, string | number> = {},
  locale?: string | undefined,
): string {
  const isApart = isRightToLeft(locale)
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (!(name in values)) return whole
    const value = String(values[name])
    return isApart && /[a-z]/i.test(value) ? `\u2068${value}\u2069` : value
  })
}
