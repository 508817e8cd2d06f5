/** Checks of how addresses are compared, and of who holds one. */
import type { SameMailbox } from './email-canonical.ts'
import { optional, type RequiredCheck, shape } from '../core/options/check.ts'
import { flag, oneOf } from '../core/options/values.ts'

export const sameMailbox: RequiredCheck = shape<SameMailbox>({
  letterCase: optional(flag),
  plusTags: optional(oneOf(['known-providers', 'every-domain', 'never'])),
  dots: optional(flag),
})

export const reservationHolder: RequiredCheck = oneOf(['address', 'user-name'])
