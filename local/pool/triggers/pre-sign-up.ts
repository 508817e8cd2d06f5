/** Asks the pre sign-up trigger about a user who is not stored yet. */
import type { Context } from '../context.ts'
import { flattenAttributes, flattenName } from '../users/letter-case.ts'
import { makePreSignUpEvent } from './trigger-events.ts'
import {
  readPreSignUpFlags,
  readPreSignUpResponse,
  readSignUpResponse,
  type PreSignUpResponse,
} from './trigger-response.ts'
import { callTrigger } from './triggers.ts'

export type PreSignUpSource = 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider'

export interface PreSignUpRequest {
  readonly triggerSource: PreSignUpSource
  readonly userName: string
  readonly clientId: string | undefined
  /** Without `sub`: it is made when the user is stored. */
  readonly attributes: ReadonlyMap<string, string>
  readonly validationData: ReadonlyMap<string, string> | undefined
  readonly clientMetadata: ReadonlyMap<string, string> | undefined
}

// Nothing follows from the flags for a user whom an administrator makes.
const readers = {
  PreSignUp_SignUp: readSignUpResponse,
  PreSignUp_AdminCreateUser: readPreSignUpFlags,
  PreSignUp_ExternalProvider: readPreSignUpResponse,
} as const

/** Every flag is false without a trigger. @throws PoolError when the trigger denies or fails. */
export async function askPreSignUp(context: Context, request: PreSignUpRequest): Promise<PreSignUpResponse> {
  const functionArn = context.settings.triggers.preSignUpArn
  if (functionArn === undefined)
    return { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false }
  const envelope = {
    triggerSource: request.triggerSource,
    region: context.region,
    userPoolId: context.poolId,
    userName: flattenName(request.userName, context.settings),
    clientId: request.clientId,
  }
  return callTrigger(context.triggers, {
    trigger: 'PreSignUp',
    functionArn,
    event: makePreSignUpEvent(envelope, {
      userAttributes: flattenAttributes(request.attributes, context.settings),
      validationData: request.validationData,
      clientMetadata: request.clientMetadata,
    }),
    operation: context.operation,
    operationId: context.operationId,
    read: (output) => readers[request.triggerSource](output, request.attributes),
  })
}
