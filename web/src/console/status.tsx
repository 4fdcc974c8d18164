import { Badge, Loaded, Section, useFormat, usePayments, useResource } from 'payments.do/react'
import { type ReactNode, useEffect } from 'react'

interface Readiness {
  status: 'ready' | 'not_ready'
  because?: string
  head: string
  viewsAt: string
  rebuildPercent?: number
}

const every = 5000

/** Is it well: does it serve, how far behind are the views, and how long is the log. */
export function Status(): ReactNode {
  const { client } = usePayments()
  const format = useFormat()
  const ready = useResource('ready', async ({ signal }) => {
    const answer = await fetch('/readyz', { signal: signal ?? null })
    return (await answer.json()) as Readiness
  })
  const head = useResource('checkpoint', (options) => client.audit.checkpoint(options))
  const { reload } = ready
  useEffect(() => {
    const timer = setInterval(reload, every)
    return () => clearInterval(timer)
  }, [reload])
  return (
    <>
      <h1 className="title">Status</h1>
      <div className="narrowed">
        <Section title="Server">
          <Loaded of={ready}>
            {(now) => (
              <dl className="facts">
                <dt>State</dt>
                <dd>
                  <Badge tone={now.status === 'ready' ? 'good' : 'bad'}>
                    {now.status === 'ready' ? 'ready' : 'not ready'}
                  </Badge>{' '}
                  {now.because ?? ''}
                </dd>
                <dt>Events in the log</dt>
                <dd>{format.number(Number(now.head))}</dd>
                <dt>Views are behind by</dt>
                <dd>{format.number(Number(now.head) - Number(now.viewsAt))} events</dd>
                {now.rebuildPercent === undefined ? null : (
                  <>
                    <dt>Rebuilding views</dt>
                    <dd>{now.rebuildPercent} %</dd>
                  </>
                )}
              </dl>
            )}
          </Loaded>
        </Section>
        <Section title="Signed head of the log">
          <Loaded of={head}>
            {(checkpoint) => (
              <dl className="facts">
                <dt>Size</dt>
                <dd>{format.number(Number(checkpoint.size))}</dd>
                <dt>Root</dt>
                <dd>
                  <code>{checkpoint.root}</code>
                </dd>
                <dt>Signed</dt>
                <dd>{checkpoint.at}</dd>
                <dt>Public key</dt>
                <dd>
                  <code>{checkpoint.publicKey}</code>
                </dd>
              </dl>
            )}
          </Loaded>
        </Section>
      </div>
    </>
  )
}
