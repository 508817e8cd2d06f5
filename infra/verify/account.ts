/** Signed calls to the account, or to what stands in for it, with the product's own signer. */
import { cloudFormation, cognito } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { askCloudFormation } from '@cognito-trigger-suite/triggers/internal/adapters/cloud-formation'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { classify, ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { callService } from '@cognito-trigger-suite/triggers/internal/adapters/signed-call'
import { ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type Call, callOutsideStep } from '@cognito-trigger-suite/triggers/core/step'

/** `exception` is empty for a call that went well. */
export interface Outcome {
  readonly exception: string
  readonly text: string
  readonly answer: RawObject
}

export interface Account {
  /** One call, sent once: a second one would be counted. @throws Error when no answer comes */
  readonly ask: (operation: string, input: object) => Promise<Outcome>
  /** One action of CloudFormation; gives its XML. @throws ServiceError */
  readonly stacks: (action: string, parameters: Readonly<Record<string, string>>) => Promise<string>
}

/** By which CloudFormation says that the credentials are not good, or may not do this. */
const refusals = ['AccessDenied', 'ExpiredToken', 'InvalidClientTokenId', 'SignatureDoesNotMatch']

/** Longer than five attempts of five seconds. */
const budgetMs = 60_000

export function openAccount(): Account {
  const pool = connectTo(cognito)
  const stacks = connectTo(cloudFormation)
  const call = (attempts: number): Call =>
    callOutsideStep(AbortSignal.timeout(budgetMs), attempts, () => budgetMs)
  return {
    async ask(operation, input) {
      let text = ''
      try {
        const answer = await callService(pool, cognito, operation, input, call(1), {
          classifyRefusal(status, exception, body) {
            text = ownText(body, 'message') ?? ''
            return classify(status, exception)
          },
        })
        return { exception: '', text, answer }
      } catch (error) {
        if (error instanceof ServiceError && error.status !== 0)
          return { exception: error.exception, text, answer: {} }
        throw error
      }
    },
    async stacks(action, parameters) {
      try {
        return await askCloudFormation(stacks, action, parameters, call(3))
      } catch (error) {
        const code = refusals.find((each) => error instanceof ServiceError && error.exception === each)
        if (code === undefined) throw error
        throw new Error(`CloudFormation refused ${action}: ${code}. Look at the credentials.`, {
          cause: error,
        })
      }
    },
  }
}
