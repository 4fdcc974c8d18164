'use client'
import { useCallback, useEffect, useState } from 'react'
import { PaymentsError } from '../errors.js'
import type { Resource } from './resource.js'

/** A part whose program is loaded when it is first needed, so that the first view waits for less. */
export interface Later<T> {
  /** Undefined until it has been loaded. */
  readonly now: T | undefined
  load: () => Promise<T>
}

const parts: Later<unknown>[] = []

/** Names such a part; `load` is an `import()` of it. */
export function later<T>(load: () => Promise<T>): Later<T> {
  let here: T | undefined
  let coming: Promise<T> | undefined
  const part: Later<T> = {
    get now() {
      return here
    },
    load() {
      coming ??= load().then(
        (loaded) => (here = loaded),
        (reason: unknown) => {
          // The next one who needs it tries again.
          coming = undefined
          throw reason
        },
      )
      return coming
    },
  }
  parts.push(part)
  return part
}

/** Loads what is still missing. Call it once the first view stands: afterwards nothing waits for a program. */
export async function loadTheRest(): Promise<void> {
  await Promise.allSettled(parts.map((part) => part.load()))
}

/** The part, from when it is wanted and has been loaded. */
export function useLater<T>(part: Later<T>, isWanted = true): Resource<T> {
  const [, setArrived] = useState(false)
  const [error, setError] = useState<PaymentsError>()
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (!isWanted) return
    // It may have come between the rendering that missed it and now.
    if (part.now !== undefined) return setArrived(true)
    let isOver = false
    part.load().then(
      () => isOver || setArrived(true),
      (cause: unknown) => {
        if (isOver) return
        const message = 'A part of the page could not be loaded.'
        const problem = { type: 'connection_error', code: 'part_not_loaded', message }
        setError(new PaymentsError(problem, 0, undefined, { cause }))
      },
    )
    return () => {
      isOver = true
    }
  }, [part, isWanted, tries])
  const reload = useCallback(() => {
    setError(undefined)
    setTries((count) => count + 1)
  }, [])
  const data = part.now
  const failed = data === undefined ? error : undefined
  return { data, error: failed, isLoading: isWanted && data === undefined && failed === undefined, reload }
}
