type Rgb = [number, number, number]

function parsed(hex: string): Rgb | undefined {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  return match ? (match.slice(1).map((two) => Number.parseInt(two, 16)) as Rgb) : undefined
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG's contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [parsed(one), parsed(other)]
  if (!a || !b) return 1
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const mixed = (from: Rgb, to: Rgb, share: number): string =>
  `#${from
    .map((value, at) =>
      Math.round(value + ((to[at] ?? 0) - value) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`

/** The colour, moved towards black or white until it can be read on `ground`. */
export function readable(colour: string, ground: string, wanted = 4.5): string {
  const from = parsed(colour)
  const below = parsed(ground)
  if (!from || !below) return colour
  const towards: Rgb = luminance(below) > 0.18 ? [0, 0, 0] : [255, 255, 255]
  for (let share = 0; share <= 1; share += 0.02) {
    const tried = mixed(from, towards, share)
    if (contrast(tried, ground) >= wanted) return tried
  }
  return mixed(towards, towards, 0)
}

// The least forgiving grounds that text of the brand's colour stands on: the page's in light, a card's in dark.
const lightSurface = '#f4f5f9'
const darkSurface = '#1b1e27'

/** A brand's colour as variables of the page: whatever it is, what stands on it can be read. */
export function brandVariables(colour: string | undefined): Record<string, string> {
  if (!colour || !parsed(colour)) return {}
  const onBrand = contrast(colour, '#ffffff') >= 4.5 ? '#ffffff' : '#000000'
  return {
    '--pay-brand': contrast(colour, onBrand) >= 4.5 ? colour : readable(colour, onBrand),
    '--pay-on-brand': onBrand,
    '--pay-link': `light-dark(${readable(colour, lightSurface)}, ${readable(colour, darkSurface)})`,
  }
}
