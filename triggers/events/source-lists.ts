/** Checks of trigger sources that several files share: at least one, each of its trigger's closed set. */
import { postConfirmationSources, preSignUpSources, preTokenGenerationSources } from './sources.ts'
import { list } from '../core/options/collections.ts'
import { oneOf } from '../core/options/values.ts'

export const preSignUpSourceList = list(oneOf(preSignUpSources))
export const preTokenGenerationSourceList = list(oneOf(preTokenGenerationSources))
export const provisioningSourceList = list(oneOf([...postConfirmationSources, 'Reconcile']))
