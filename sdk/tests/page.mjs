// A page to show components in, asking a real portal: what the tests of the components stand on.
import { Window } from 'happy-dom'
import { createElement as h, StrictMode } from 'react'
import { PaymentsProvider } from 'payments.do/react'
import { adminKey } from './portal.mjs'

let client, page

/** What was asked since the last element was shown. */
export let asked = []

export const act = (work) => page(work)

/** What an app's own server does with its secret key. */
export const sender = (portal) => (path, init) => {
  asked.push(`${init.method} ${path}`)
  return fetch(portal.url + path, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${adminKey}` },
  })
}

/** What a browser has. Made when something is shown: what renders on a server must do without. */
async function browser() {
  const window = new Window({
    url: 'https://app.example.com/billing',
    settings: { navigation: { disableMainFrameNavigation: true } },
  })
  const names = [
    'window',
    'document',
    'HTMLElement',
    'HTMLDialogElement',
    'HTMLIFrameElement',
    'Node',
    'Event',
    'MouseEvent',
  ]
  for (const name of names) globalThis[name] = name === 'window' ? window : window[name]
  Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true })
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  client = await import('react-dom/client')
  page = (await import('react')).act
}

export const until = async (what, met) => {
  const end = Date.now() + 10_000
  for (;;) {
    const found = met()
    if (found) return found
    if (Date.now() > end) throw new Error(`never: ${what}\n${document.body.innerHTML}`)
    await page(() => new Promise((done) => setTimeout(done, 5)))
  }
}

export const button = (words) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent === words)
export const press = (element) => page(async () => element.click())

/** Renders the element as an app does that has its server send the calls; gives what ends it. */
export async function show(portal, element, provider) {
  if (!page) await browser()
  document.body.innerHTML = '<div id="root"></div>'
  const root = client.createRoot(document.getElementById('root'))
  asked = []
  await page(async () =>
    root.render(
      h(
        StrictMode,
        null,
        h(
          PaymentsProvider,
          { fetcher: sender(portal), locale: 'en-US', timeZone: 'UTC', ...provider },
          element,
        ),
      ),
    ),
  )
  return async () => page(async () => root.unmount())
}

/** Catches where the page is led to; answers a function that tells. */
export function catchLocation() {
  let led
  Object.defineProperty(window, 'location', {
    value: {
      get href() {
        return 'https://app.example.com/billing'
      },
      set href(to) {
        led = to
      },
    },
    configurable: true,
  })
  return () => led
}
