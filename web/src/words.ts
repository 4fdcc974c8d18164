import { filled, type Messages } from 'payments.do/react'
import type english from './locales/en.js'

export type WordKey = keyof typeof english.words
export type Words = Record<WordKey, string>

export interface Language {
  words: Words
  components: Messages
}

export const languages = ['en', 'de', 'ar'] as const
export type LanguageName = (typeof languages)[number]

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
      return (await import('./locales/en.js')).default
  }
}

/** What the server's refusals are called, by `refused.` and their code (http/refusal_words.cpp). */
export async function loadRefusals(language: LanguageName): Promise<Partial<Messages>> {
  const answer = await fetch(`/portal/assets/refusals.${language}.json`)
  if (!answer.ok) throw new Error(`There are no words for refusals: ${answer.status}.`)
  const words = (await answer.json()) as Record<string, string>
  return Object.fromEntries(Object.entries(words).map(([code, sentence]) => [`refused.${code}`, sentence]))
}

export type Say = (key: WordKey, values?: Record<string, string | number>) => string

export const sayer =
  (words: Words, language: LanguageName): Say =>
  (key, values) =>
    filled(words[key], values, language)
