import { english as components } from 'payments.do/react'

const english = {
  /** What the portal says beside its components. */
  words: {
    title: 'Your billing',
    skip: 'Skip to the content',
    backToApp: 'Back to {host}',
    signOut: 'Sign out',
    terms: 'Terms',
    privacy: 'Privacy',
    home: 'Billing',
    invoice: 'Invoice {number}',
    invoiceFor: 'Billed to',
    invoiceDate: 'Date',
    due: 'Due',
    period: '{start} to {end}',
    activityText: 'What you, the support and the system did on this account, newest first.',
    flowDone: 'Done',
    flowDoneText: 'That is all. You can go back now.',
    sessionOver: 'Your session is over',
    sessionOverText:
      'What you typed is still here. Open the portal again from {host} to go on; it gives a new link.',
    nothingHere: 'There is nothing here',
    nothingHereText: 'The address does not lead to a page of the portal.',
  },
  components,
}

export default english
