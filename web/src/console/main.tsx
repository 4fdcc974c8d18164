import 'payments.do/react/styles.css'
import '../app.css'
import './console.css'
import { ApiClient } from 'payments.do'
import { PaymentsProvider } from 'payments.do/react'
import { type ReactNode, StrictMode, useContext, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { Analytics } from './analytics.js'
import { Log } from './log.js'
import { type Right, Role, rolesOf, useMay } from './role.js'
import { hrefOf, type Route, useRoute } from './route.js'
import { Status } from './status.js'
import { Story } from './story.js'
import { Webhooks } from './webhooks.js'
import { load } from '../words.js'

/** What the server's page brings with it (http/console.cpp). */
interface ConsoleData {
  role: string
  key: string
  version: string
}

const client = new ApiClient({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: { 'portal-console': '1' },
  async fetch(address, init) {
    const answer = await fetch(address, init)
    // Signed out, or the key was revoked: the page asks for a key.
    if (answer.status === 401) window.location.reload()
    return answer
  },
})

interface Entry {
  label: string
  /** What it is about; none: every role may read it. */
  needs?: Right
}

const views: Record<string, Entry> = {
  log: { label: 'Event log' },
  actions: { label: 'Who did what', needs: 'actions' },
  analytics: { label: 'Analytics' },
  webhooks: { label: 'Webhooks', needs: 'webhooks' },
  status: { label: 'Status' },
}

/** For an address that a colleague of another role has sent. */
function Closed({ label, needs }: { label: string; needs: Right }): ReactNode {
  const role = useContext(Role)
  return (
    <>
      <h1 className="title">{label}</h1>
      <p className="pay-empty">
        The role {role} does not read this. A key of one of these roles does: {rolesOf(needs).join(', ')}.
      </p>
    </>
  )
}

function View({ view, filters }: Route): ReactNode {
  const may = useMay()
  const { label = '', needs } = views[view] ?? {}
  if (needs && !may(needs)) return <Closed label={label} needs={needs} />
  switch (view) {
    case 'log':
      return <Log filters={filters} />
    case 'actions':
      return <Story filters={filters} />
    case 'analytics':
      return <Analytics filters={filters} />
    case 'webhooks':
      return <Webhooks filters={filters} />
    case 'status':
      return <Status />
    default:
      return <h1 className="title">There is no such page.</h1>
  }
}

function Console({ data }: { data: ConsoleData }): ReactNode {
  const { view, filters } = useRoute()
  const may = useMay()
  useEffect(() => {
    document.title = `${views[view]?.label ?? 'Console'} · portal`
  }, [view])
  return (
    <div className="page">
      <header className="bar">
        <div>
          <p>
            <strong>Console</strong>
          </p>
          <p className="who">
            {data.role} · {data.key}
          </p>
          <nav aria-label="Console">
            {Object.entries(views)
              .filter(([, { needs }]) => may(needs))
              .map(([name, { label }]) => (
                <a key={name} href={hrefOf(name)} aria-current={name === view ? 'page' : undefined}>
                  {label}
                </a>
              ))}
            <form method="post" action="/console/logout">
              <button type="submit" className="plainButton">
                Sign out
              </button>
            </form>
          </nav>
        </div>
      </header>
      <main className="body" id="content" tabIndex={-1}>
        <View view={view} filters={filters} />
      </main>
    </div>
  )
}

async function start(data: ConsoleData) {
  const { components } = await load('en')
  const place = document.createElement('div')
  document.getElementById('plain')?.replaceWith(place)
  createRoot(place).render(
    <StrictMode>
      <PaymentsProvider client={client} locale="en-GB" timeZone="UTC" messages={components}>
        <Role value={data.role}>
          <Console data={data} />
        </Role>
      </PaymentsProvider>
    </StrictMode>,
  )
}

const element = document.getElementById('portal-data')
if (element?.textContent) void start(JSON.parse(element.textContent) as ConsoleData)
