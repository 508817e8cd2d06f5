/** Asks the pre sign-up trigger about a user who is not stored yet, and reads its answer as strictly as Cognito. */
import type { Context } from '../context.ts'
import { flattenAttributes, flattenName } from '../users/letter-case.ts'
import { askTrigger } from './ask-trigger.ts'
import {
  type PreSignUpResponse,
  readSignUpResponse,
} from '@cognito-trigger-suite/triggers/testing/sign-up-response'
import type { PreSignUpSource } from '@cognito-trigger-suite/triggers/internal/events/sources'

export interface PreSignUpRequest {
  readonly triggerSource: PreSignUpSource
  readonly userName: string
  readonly clientId: string | undefined
  /** Without `sub`: it is made when the user is stored. */
  readonly attributes: ReadonlyMap<string, string>
  readonly validationData: ReadonlyMap<string, string> | undefined
  readonly clientMetadata: ReadonlyMap<string, string> | undefined
}

/** Every flag is false without a trigger. @throws PoolError when the trigger denies or fails. */
export async function askPreSignUp(context: Context, request: PreSignUpRequest): Promise<PreSignUpResponse> {
  const { triggerSource, clientId, attributes, validationData, clientMetadata } = request
  const response = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false }
  const answer = await askTrigger(context, 'pre-sign-up', {
    triggerSource,
    userName: flattenName(request.userName, context.settings),
    clientId,
    request: {
      userAttributes: flattenAttributes(attributes, context.settings),
      validationData: validationData === undefined ? null : Object.fromEntries(validationData),
    },
    clientMetadata,
    response,
    read: (output) => readSignUpResponse(triggerSource, output, attributes),
  })
  return answer ?? response
}
