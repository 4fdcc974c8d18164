import { usePayments } from 'payments.do/react'
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react'
import type { PortalData } from './data.js'
import type { Say } from './words.js'

export interface Portal {
  data: PortalData
  tell: Say
  /** Where the customer came from, as people say it. */
  host: string
  isOver: boolean
}

export const PortalContext = createContext<Portal | undefined>(undefined)

export function usePortal(): Portal {
  const portal = useContext(PortalContext)
  if (!portal) throw new Error('outside of the portal')
  return portal
}

/** A heading that a new view begins with: it gets the focus, so that nobody has to look for it. */
export function Title({ children }: { children: ReactNode }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h1 ref={heading} tabIndex={-1} className="title">
      {children}
    </h1>
  )
}

function SignOut(): ReactNode {
  const { data, tell } = usePortal()
  return (
    <form method="post" action="/portal/logout">
      <input type="hidden" name="form" value={data.form} />
      <button type="submit" className="plainButton">
        {tell('signOut')}
      </button>
    </form>
  )
}

function Over(): ReactNode {
  const { data, tell, host } = usePortal()
  return (
    <div className="over" role="alert">
      <h2>{tell('sessionOver')}</h2>
      <p>{tell('sessionOverText', { host })}</p>
      <p>
        <a className="pay-button pay-main" href={data.session.returnUrl} rel="noreferrer">
          {tell('backToApp', { host })}
        </a>
      </p>
    </div>
  )
}

/** What every view stands in: who it is about, the way back, the way out. */
export function Shell({ children, home }: { children: ReactNode; home: boolean }): ReactNode {
  const { say } = usePayments()
  const { data, tell, host, isOver } = usePortal()
  const { configuration, customer, session } = data
  const headline = configuration.headline ?? tell('title')
  const logo = configuration.branding?.logo
  return (
    <div className="page">
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('content')?.focus()
        }}
      >
        {tell('skip')}
      </a>
      <header className="bar">
        <div>
          {logo ? <img className="logo" src={logo} alt="" referrerPolicy="no-referrer" /> : null}
          <div>
            {home ? (
              <h1>{headline}</h1>
            ) : (
              <p>
                <strong>{headline}</strong>
              </p>
            )}
            {(customer.name ?? customer.email) ? (
              <p className="who">{customer.name ?? customer.email}</p>
            ) : null}
          </div>
          <nav aria-label={headline}>
            <a href={session.returnUrl} rel="noreferrer">
              {tell('backToApp', { host })}
            </a>
            <SignOut />
          </nav>
        </div>
      </header>
      <main className="body" id="content" tabIndex={-1}>
        {isOver ? <Over /> : null}
        {children}
      </main>
      <footer className="foot">
        {session.flowData ? null : <a href="#/activity">{say('activity')}</a>}
        {configuration.termsOfServiceUrl ? (
          <a href={configuration.termsOfServiceUrl} rel="noreferrer">
            {tell('terms')}
          </a>
        ) : null}
        {configuration.privacyPolicyUrl ? (
          <a href={configuration.privacyPolicyUrl} rel="noreferrer">
            {tell('privacy')}
          </a>
        ) : null}
      </footer>
    </div>
  )
}
