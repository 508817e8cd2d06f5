/** Checks of how addresses are compared, and of who holds one. */
import type { SameMailbox } from '../../domain/email-canonical.ts'
import { optional, type RequiredCheck, shape } from './check.ts'
import { flag, oneOf } from './values.ts'

export const sameMailbox: RequiredCheck = shape<SameMailbox>({
  letterCase: optional(flag),
  plusTags: optional(oneOf(['known-providers', 'every-domain', 'never'])),
  dots: optional(flag),
})

export const reservationHolder: RequiredCheck = oneOf(['address', 'user-name'])
