import { featuresOf } from 'payments.do/react'
import { usePortal } from './shell.js'

/** What the session's configuration shows, as the components take it. */
export const useFeatures = () => featuresOf(usePortal().data.configuration.features)
