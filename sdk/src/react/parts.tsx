'use client'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import type { PaymentsError } from '../errors.js'
import { usePayments } from './context.js'
import type { Resource } from './resource.js'

/** What went wrong, with the request's id for whoever asks for help, and the way on where there is one. */
export function Failure({
  error,
  because,
  retry,
}: {
  error: PaymentsError
  because?: string | undefined
  retry?: () => void
}): ReactNode {
  const { say, explain } = usePayments()
  return (
    <div className="pay-failure" role="alert">
      <p>{explain(error, because)}</p>
      {error.requestId ? <p className="pay-small">{say('requestId', { id: error.requestId })}</p> : null}
      {retry ? (
        <button type="button" className="pay-button pay-quiet" onClick={retry}>
          {say('retry')}
        </button>
      ) : null}
    </div>
  )
}

export function Skeleton(): ReactNode {
  const { say } = usePayments()
  return (
    <div className="pay-skeleton" role="status">
      <span className="pay-hidden">{say('loading')}</span>
      <span className="pay-bone" />
      <span className="pay-bone pay-short" />
    </div>
  )
}

/** What a resource shows: its bones while it loads, why it failed and how to go on, or its content. */
export function Loaded<T>({
  of,
  children,
}: {
  of: Resource<T>
  children: (data: T) => ReactNode
}): ReactNode {
  return (
    <>
      {of.error ? <Failure error={of.error} retry={of.reload} /> : null}
      {of.data !== undefined ? children(of.data) : of.error ? null : <Skeleton />}
    </>
  )
}

export function Section({
  title,
  action,
  children,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
}): ReactNode {
  const id = useId()
  return (
    <section className="pay-section" aria-labelledby={id}>
      <div className="pay-head">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  )
}

export interface ButtonProps {
  children: ReactNode
  onClick?: (() => void) | undefined
  kind?: 'main' | 'quiet' | 'danger' | undefined
  busy?: boolean | undefined
  type?: 'button' | 'submit' | undefined
  label?: string | undefined
}

/** A button that stays where it is while its work is under way, and says so. */
export function Button({
  children,
  onClick,
  kind = 'main',
  busy = false,
  type = 'button',
  label,
}: ButtonProps): ReactNode {
  const { say } = usePayments()
  return (
    <button
      type={type}
      className={`pay-button pay-${kind}`}
      onClick={busy ? undefined : onClick}
      aria-disabled={busy || undefined}
      {...(label ? { 'aria-label': label } : {})}
    >
      {busy ? say('working') : children}
    </button>
  )
}

export function Badge({
  tone,
  children,
}: {
  tone: 'good' | 'warn' | 'bad' | 'plain'
  children: ReactNode
}): ReactNode {
  return <span className={`pay-badge pay-${tone}`}>{children}</span>
}

/** What just happened, said aloud as well. */
export function Notice({ children }: { children: ReactNode }): ReactNode {
  return (
    <div className="pay-notice" role="status" aria-live="polite">
      {children ? <p>{children}</p> : null}
    </div>
  )
}

/** A question above the page: the browser's own dialog keeps the focus in it and gives it back. */
export function Dialog({
  title,
  open,
  onClose,
  children,
}: {
  title: string
  open: boolean
  onClose: () => void
  children: ReactNode
}): ReactNode {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = element.current
    if (!dialog) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])
  // The browser tells of a close later than it closes. Who presses Escape and asks again at once must not find their
  // question closed by the one before.
  const end = () => {
    element.current?.close()
    onClose()
  }
  return (
    <dialog
      ref={element}
      className="pay-dialog"
      aria-labelledby={id}
      onCancel={end}
      onClose={() => {
        if (!element.current?.open) onClose()
      }}
    >
      {open ? (
        <>
          <h2 id={id} tabIndex={-1}>
            {title}
          </h2>
          {children}
        </>
      ) : null}
    </dialog>
  )
}

export interface FieldProps {
  label: string
  name: string
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  autoComplete?: string | undefined
  inputMode?: 'numeric' | 'email' | 'tel' | 'text' | undefined
  type?: string | undefined
  /** Of numbers; one is needed then. */
  min?: number | undefined
  max?: number | undefined
}

export function Field({
  label,
  name,
  value,
  onChange,
  error,
  autoComplete,
  inputMode,
  type = 'text',
  min,
  max,
}: FieldProps): ReactNode {
  const id = useId()
  return (
    <div className="pay-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        value={value}
        dir="auto"
        onChange={(event) => onChange(event.target.value)}
        autoComplete={autoComplete}
        inputMode={inputMode}
        {...(type === 'number' ? { min, max, step: 1, required: true } : {})}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      {error ? (
        <p className="pay-error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </div>
  )
}
