'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { PaymentsError } from '../errors.js'
import type { CallOptions } from '../transport.js'
import { usePayments } from './context.js'

export interface Resource<T> {
  data: T | undefined
  error: PaymentsError | undefined
  isLoading: boolean
  reload: () => void
}

function asError(reason: unknown): PaymentsError {
  if (reason instanceof PaymentsError) return reason
  const message = reason instanceof Error ? reason.message : String(reason)
  return new PaymentsError({ type: 'api_error', code: 'unexpected', message })
}

/** Reads something, again after every change. `key` names what is asked for; undefined asks nothing. */
export function useResource<T>(
  key: string | undefined,
  load: (options: CallOptions) => Promise<T>,
): Resource<T> {
  const { initial, revision } = usePayments()
  const given = key === undefined ? undefined : (initial[key] as T | undefined)
  const [state, setState] = useState<{
    data?: T | undefined
    error?: PaymentsError
    key?: string | undefined
  }>({ data: given, key })
  const [tries, setTries] = useState(0)
  const loader = useRef(load)
  loader.current = load
  const asked = `${key} ${revision} ${tries}`
  // What the page came with is as good as a first answer.
  const answered = useRef(given === undefined ? '' : asked)

  useEffect(() => {
    if (key === undefined || answered.current === asked) return
    const stop = new AbortController()
    loader.current({ signal: stop.signal }).then(
      (data) => {
        if (stop.signal.aborted) return
        answered.current = asked
        setState({ data, key })
      },
      (reason: unknown) => {
        if (!stop.signal.aborted)
          setState((before) => ({
            data: before.key === key ? before.data : undefined,
            error: asError(reason),
            key,
          }))
      },
    )
    return () => stop.abort(new Error('no longer needed'))
  }, [key, asked])

  const reload = useCallback(() => setTries((count) => count + 1), [])
  const fits = state.key === key
  const data = fits ? state.data : undefined
  const error = fits ? state.error : undefined
  return { data, error, isLoading: key !== undefined && data === undefined && error === undefined, reload }
}

export interface Action<Arguments extends unknown[], T> {
  /** Undefined when it is under way already, or failed: see `error`. */
  run: (...given: Arguments) => Promise<T | undefined>
  isRunning: boolean
  error: PaymentsError | undefined
  reset: () => void
}

/**
 * Does something once, however often the button is pressed: while it runs, further presses do nothing,
 * and a press after a failure sends the same idempotency key, so that what was done is not done again.
 */
export function useAction<Arguments extends unknown[], T>(
  act: (options: CallOptions, ...given: Arguments) => Promise<T>,
): Action<Arguments, T> {
  const { changed } = usePayments()
  const [state, setState] = useState<{ isRunning: boolean; error?: PaymentsError | undefined }>({
    isRunning: false,
  })
  const running = useRef(false)
  const intent = useRef<{ given: string; key: string } | undefined>(undefined)
  const acting = useRef(act)
  acting.current = act

  const run = useCallback(
    async (...given: Arguments) => {
      if (running.current) return undefined
      running.current = true
      setState({ isRunning: true })
      const asked = JSON.stringify(given)
      if (intent.current?.given !== asked) intent.current = { given: asked, key: crypto.randomUUID() }
      try {
        const result = await acting.current({ idempotencyKey: intent.current.key }, ...given)
        intent.current = undefined
        setState({ isRunning: false })
        changed()
        return result
      } catch (reason) {
        const error = asError(reason)
        // A refusal is an outcome: the next press asks anew. Without an answer the key must stay.
        if (error.status >= 400 && error.status < 500) intent.current = undefined
        setState({ isRunning: false, error })
        // The object has moved on, or a payment was tried: show how things stand.
        if ([402, 409, 412].includes(error.status)) changed()
        return undefined
      } finally {
        running.current = false
      }
    },
    [changed],
  )
  const reset = useCallback(() => setState({ isRunning: false }), [])
  return { run, isRunning: state.isRunning, error: state.error, reset }
}
