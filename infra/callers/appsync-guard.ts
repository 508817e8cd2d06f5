/** The Lambda authorizer of a GraphQL API of AppSync. */
import { Duration } from 'aws-cdk-lib/core'
import { AuthorizationType, type AuthorizationMode } from 'aws-cdk-lib/aws-appsync'
import type { Construct } from 'constructs'

import type { GuardSetting } from '@cognito-trigger-suite/callers/internal/guards/serve'
import { optional, valueThat } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { anything } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { CallerConstruct } from '../caller-construct.ts'
import { addGuardFunction, guardChecks, type GuardProps } from '../guard-function.ts'
import type { TriggerFunction } from '../trigger-function.ts'

export interface AppSyncGuardProps
  extends GuardProps, Required<Pick<GuardSetting, 'needs'>>, Pick<GuardSetting, 'fields'> {}

/**
 * `fields` need more than `needs`, such as `{ 'Mutation.deleteArticle': { groups: ['editors'] } }`. An answer is never
 * remembered beyond the end of its token.
 *
 * ```ts
 * const guard = new AppSyncGuard(this, 'Guard', { userPoolId, clientIds, needs: {} })
 * new GraphqlApi(this, 'Api', { name, definition, authorizationConfig: { defaultAuthorization: guard.mode } })
 * ```
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 */
export class AppSyncGuard extends CallerConstruct<AppSyncGuardProps> {
  readonly mode: AuthorizationMode
  readonly function: TriggerFunction

  constructor(scope: Construct, id: string, props: AppSyncGuardProps) {
    super(scope, id, props, {
      ...guardChecks,
      needs: valueThat('what a token must carry, such as { scopes: [...] }', (value) => value !== undefined),
      fields: optional(anything),
    })
    const { cacheTtl = Duration.seconds(0) } = props
    this.function = addGuardFunction(this, 'appsync', props)
    this.mode = {
      authorizationType: AuthorizationType.LAMBDA,
      lambdaAuthorizerConfig: { handler: this.function.alias, resultsCacheTtl: cacheTtl },
    }
  }
}
