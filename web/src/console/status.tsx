import type { ServerStatus } from 'payments.do'
import { Badge, Loaded, Section, useFormat, usePayments, useResource } from 'payments.do/react'
import { type ReactNode, useEffect } from 'react'
import { useMay } from './role.js'
import { hrefOf } from './route.js'

const every = 5000

const day = 86_400_000

/** `3 h 20 min`, `2 days`: how long ago, or how long. */
export function ageOf(from: string, to: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000))
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `${Math.floor(minutes / 60 / 24)} days`
}

/** `12.3 GiB`. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let at = 0
  let value = bytes
  for (; value >= 1024 && at < units.length - 1; ++at) value /= 1024
  return `${at === 0 ? value : value.toFixed(1)} ${units[at]}`
}

function Server({ now }: { now: ServerStatus }): ReactNode {
  const format = useFormat()
  return (
    <dl className="facts">
      <dt>State</dt>
      <dd>
        <Badge tone={now.ready ? 'good' : 'bad'}>{now.ready ? 'ready' : 'not ready'}</Badge>{' '}
        {now.because ?? ''}
      </dd>
      <dt>Events in the log</dt>
      <dd>{format.number(Number(now.head))}</dd>
      <dt>Views are behind by</dt>
      <dd>{format.number(now.viewsBehind)} events</dd>
      {now.rebuildPercent == null ? null : (
        <>
          <dt>Rebuilding views</dt>
          <dd>{now.rebuildPercent} %</dd>
        </>
      )}
    </dl>
  )
}

function Disk({ disk }: { disk: ServerStatus['disk'] }): ReactNode {
  if (!disk) return <p className="pay-empty">The server could not ask the file system of its data folder.</p>
  const share = Math.round((disk.freeBytes / Math.max(1, disk.totalBytes)) * 100)
  return (
    <dl className="facts">
      <dt>Free for the portal</dt>
      <dd>
        {sizeOf(disk.freeBytes)} ({share} %){' '}
        <Badge tone={share < 5 ? 'bad' : share < 15 ? 'warn' : 'good'}>
          {share < 5 ? 'almost full' : share < 15 ? 'filling up' : 'enough'}
        </Badge>
      </dd>
      <dt>Used, by anybody</dt>
      <dd>
        {sizeOf(disk.usedBytes)} of {sizeOf(disk.totalBytes)}
      </dd>
    </dl>
  )
}

function Undelivered({ now }: { now: ServerStatus }): ReactNode {
  const may = useMay()
  const oldest = now.oldestUndelivered
  if (!oldest) return <p>Nothing waits to be delivered.</p>
  return (
    <dl className="facts">
      <dt>Oldest undelivered</dt>
      <dd>
        {oldest.event}, for {ageOf(oldest.since, now.now)}, position {oldest.position}
      </dd>
      <dt>To</dt>
      <dd>
        {may('webhooks') ? (
          <a href={hrefOf('webhooks', { endpoint: oldest.endpoint })}>{oldest.endpoint}</a>
        ) : (
          oldest.endpoint
        )}
        , {oldest.attempts} attempts{oldest.nextAttempt ? `, the next at ${oldest.nextAttempt}` : ''}
      </dd>
      <dt>Waiting in all</dt>
      <dd>{oldest.waiting}</dd>
    </dl>
  )
}

function Backup({ now }: { now: ServerStatus }): ReactNode {
  const last = now.lastBackup
  if (!last) {
    return (
      <p>
        <Badge tone="warn">never</Badge> The server knows of no backup. <code>portal backup --url …</code>{' '}
        makes one while the portal runs; whoever makes one in another way touches the file{' '}
        <code>last-backup</code> in the data folder.
      </p>
    )
  }
  const isOld = Date.parse(now.now) - Date.parse(last) > 7 * day
  return (
    <p>
      <Badge tone={isOld ? 'warn' : 'good'}>{isOld ? 'old' : 'fresh'}</Badge> {ageOf(last, now.now)} ago, at{' '}
      {last}
    </p>
  )
}

/** How much the log is said to hold, and the signature that keeps the server to it. */
function Head(): ReactNode {
  const { client } = usePayments()
  const format = useFormat()
  const head = useResource('checkpoint', (options) => client.audit.checkpoint(options))
  return (
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
  )
}

/** Is it well: does it serve, how far behind are the views, what waits, and is there room and a way back. */
export function Status(): ReactNode {
  const { client } = usePayments()
  const may = useMay()
  const status = useResource('status', (options) => client.server.status(options))
  const { reload } = status
  useEffect(() => {
    const timer = setInterval(reload, every)
    return () => clearInterval(timer)
  }, [reload])
  return (
    <>
      <h1 className="title">Status</h1>
      <div className="narrowed">
        <Section title="Server">
          <Loaded of={status}>{(now) => <Server now={now} />}</Loaded>
        </Section>
        <Section title="Disk">
          <Loaded of={status}>{({ disk }) => <Disk disk={disk} />}</Loaded>
        </Section>
        <Section title="Webhooks">
          <Loaded of={status}>{(now) => <Undelivered now={now} />}</Loaded>
        </Section>
        <Section title="Backup">
          <Loaded of={status}>{(now) => <Backup now={now} />}</Loaded>
        </Section>
        {may('checkpoint') ? <Head /> : null}
      </div>
    </>
  )
}
