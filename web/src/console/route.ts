import { useMemo, useSyncExternalStore } from 'react'

export interface Route {
  /** `log`, `actions`, `status`. */
  view: string
  /** Filters: they live in the address, so that what one sees can be sent to a colleague. */
  filters: Record<string, string>
}

export function parse(hash: string): Route {
  const [view = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  return { view: view || 'log', filters: Object.fromEntries(new URLSearchParams(query)) }
}

export function hrefOf(view: string, filters: Record<string, string | undefined> = {}): string {
  const kept = Object.entries(filters).filter((one): one is [string, string] => Boolean(one[1]))
  const query = new URLSearchParams(kept).toString()
  return `#/${view}${query ? `?${query}` : ''}`
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => window.location.hash,
  )
  return useMemo(() => parse(hash), [hash])
}
