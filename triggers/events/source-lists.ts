/** Checks of trigger sources: at least one, each of its trigger's closed set. */
import {
  customMessageSources,
  postConfirmationSources,
  preAuthenticationSources,
  preSignUpSources,
  preTokenGenerationSources,
} from './sources.ts'
import { list } from '../core/options/collections.ts'
import { oneOf } from '../core/options/values.ts'

export const preSignUpSourceList = list(oneOf(preSignUpSources))
export const preAuthenticationSourceList = list(oneOf(preAuthenticationSources))
export const preTokenGenerationSourceList = list(oneOf(preTokenGenerationSources))
export const provisioningSourceList = list(oneOf([...postConfirmationSources, 'Reconcile']))
export const customMessageSourceList = list(oneOf(customMessageSources))
