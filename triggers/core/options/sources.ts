/** Checks of trigger sources: at least one, each of its trigger's closed set. */
import { postConfirmationSources, preSignUpSources, preTokenGenerationSources } from '../../events/sources.ts'
import { list } from './collections.ts'
import { oneOf } from './values.ts'

export const preSignUpSourceList = list(oneOf(preSignUpSources))
export const preTokenGenerationSourceList = list(oneOf(preTokenGenerationSources))
export const provisioningSourceList = list(oneOf([...postConfirmationSources, 'Reconcile']))
