/** All questions, in the order in which they are asked. */
import type { Question } from './question.ts'
import * as pages from './questions/pages.ts'
import * as settings from './questions/settings.ts'
import * as triggers from './questions/triggers.ts'

const { omittedSettings, ...harmless } = settings

export const questions: readonly Question[] = [
  ...Object.values(triggers),
  ...Object.values(pages),
  ...Object.values(harmless),
  omittedSettings,
]
