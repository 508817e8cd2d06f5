/** What a pool calls. */
import type { RawObject } from '../core/json.ts'
import type { Call } from '../core/step.ts'

export interface PoolTriggers {
  /** The pool's `LambdaConfig`, empty when it calls nothing. */
  read(userPoolId: string, call: Call): Promise<RawObject>
}

/** What IAM must allow for it. */
export const readTriggersActions = ['cognito-idp:DescribeUserPool'] as const
