export { UsageView } from 'payments.do/react'
