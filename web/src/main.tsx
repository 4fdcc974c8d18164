import 'payments.do/react/styles.css'
import './app.css'
import { ApiClient } from 'payments.do'
import {
  isRightToLeft,
  type Later,
  later,
  loadTheRest,
  type Messages,
  PaymentsProvider,
  useLater,
} from 'payments.do/react'
import { type ReactNode, StrictMode, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { brandVariables } from './brand.js'
import { initialOf, type PortalData, readData } from './data.js'
import { activityPage, flowPage, invoicePage, Part } from './parts.js'
import { PortalContext, Shell } from './shell.js'
import { Home, NothingHere } from './views.js'
import { type Language, type LanguageName, languageFor, load, loadRefusals, sayer } from './words.js'

function useHash(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => window.location.hash.replace(/^#\/?/, ''),
  )
}

function View({ data }: { data: PortalData }): ReactNode {
  const hash = useHash()
  if (data.session.flowData) return <Part of={flowPage} with={{}} />
  if (hash === '') return <Home />
  const [, invoice] = /^invoices\/(\w+)$/.exec(hash) ?? []
  if (invoice && data.configuration.features.invoiceHistory?.enabled)
    return <Part key={invoice} of={invoicePage} with={{ id: invoice, home: true }} />
  if (hash === 'activity') return <Part of={activityPage} with={{}} />
  return <NothingHere />
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}

/** When the browser has nothing else to do. */
function afterwards(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 3000 })
  else setTimeout(work, 500)
}

function App({
  data,
  language,
  name,
  refusalWords,
}: {
  data: PortalData
  language: Language
  name: LanguageName
  /** Words that only a refusal needs. */
  refusalWords: Later<Partial<Messages>>
}): ReactNode {
  const [isOver, setOver] = useState(false)
  const home = useHash() === '' || data.session.flowData !== undefined
  const client = useMemo(
    () =>
      new ApiClient({
        baseUrl: window.location.origin,
        credentials: 'same-origin',
        async fetch(address, init) {
          const answer = await fetch(address, init)
          // Whatever is being typed stays: only a notice comes above it.
          if (answer.status === 401) setOver(true)
          return answer
        },
      }),
    [],
  )
  const [isSettled, setSettled] = useState(false)
  const refusals = useLater(refusalWords, isSettled)
  useEffect(
    () =>
      afterwards(() => {
        setSettled(true)
        void loadTheRest()
      }),
    [],
  )
  const messages = useMemo(() => ({ ...language.components, ...refusals.data }), [language, refusals.data])
  const initial = useMemo(() => initialOf(data), [data])
  const portal = useMemo(
    () => ({ data, tell: sayer(language.words, name), host: hostOf(data.session.returnUrl), isOver }),
    [data, language, name, isOver],
  )
  useEffect(() => {
    document.title = data.configuration.headline ?? language.words.title
  }, [data, language])
  return (
    <PortalContext.Provider value={portal}>
      <PaymentsProvider
        client={client}
        locale={localeOf(data, name)}
        timeZone={data.customer.timeZone}
        messages={messages}
        initial={initial}
      >
        <Shell home={home}>
          <View data={data} />
        </Shell>
      </PaymentsProvider>
    </PortalContext.Provider>
  )
}

/** The customer's own locale where it is of the page's language: de-AT writes numbers unlike de-DE. */
function localeOf(data: PortalData, name: LanguageName): string {
  const wanted = [data.session.locale, data.customer.locale, ...navigator.languages]
  return wanted.find((one) => one?.toLowerCase().startsWith(name)) ?? name
}

async function start(data: PortalData) {
  const name = languageFor([data.session.locale, data.customer.locale, ...navigator.languages])
  const language = await load(name)
  document.documentElement.lang = name
  document.documentElement.dir = isRightToLeft(name) ? 'rtl' : 'ltr'
  for (const [variable, value] of Object.entries(
    brandVariables(data.configuration.branding?.primaryColor ?? undefined),
  )) {
    document.documentElement.style.setProperty(variable, value)
  }
  const place = document.createElement('div')
  document.getElementById('plain')?.replaceWith(place)
  createRoot(place).render(
    <StrictMode>
      <App data={data} language={language} name={name} refusalWords={later(() => loadRefusals(name))} />
    </StrictMode>,
  )
}

const data = readData()
if (data) void start(data)
