import { english as components, filled, type Messages } from 'payments.do/react'

/** What the portal says beside its components, in English. */
export const english = {
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
} as const

export type WordKey = keyof typeof english
export type Words = Record<WordKey, string>

export interface Language {
  words: Words
  components: Messages
}

export const languages = ['en', 'de', 'ar'] as const
export type LanguageName = (typeof languages)[number]

/** Right to left? */
export const isRightToLeft = (language: LanguageName) => language === 'ar'

/** The first language of `wanted` that there is. */
export function languageFor(wanted: readonly (string | undefined)[]): LanguageName {
  for (const one of wanted) {
    const name = one?.toLowerCase().split('-')[0]
    const known = languages.find((language) => language === name)
    if (known) return known
  }
  return 'en'
}

/** Each language is a file of its own, so that nobody loads what they do not read. */
export async function load(language: LanguageName): Promise<Language> {
  switch (language) {
    case 'de':
      return (await import('./locales/de.js')).default
    case 'ar':
      return (await import('./locales/ar.js')).default
    case 'en':
      return { words: english, components }
  }
}

export type Say = (key: WordKey, values?: Record<string, string | number>) => string

export const sayer =
  (words: Words): Say =>
  (key, values) =>
    filled(words[key], values)
