/** The Lambda authorizer of a GraphQL API of AppSync. */
import { Duration, Stack } from 'aws-cdk-lib/core'
import {
  AuthorizationType,
  type AuthorizationMode,
  CfnGraphQLApi,
  CfnGraphQLSchema,
} from 'aws-cdk-lib/aws-appsync'
import type { Construct } from 'constructs'

import { findUnknownFields } from '@cognito-trigger-suite/callers/internal/guards/schema-fields'
import type { GuardSetting } from '@cognito-trigger-suite/callers/internal/guards/serve'
import { optional, valueThat } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { anything } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { CallerConstruct } from '../caller-construct.ts'
import { addGuardFunction, guardChecks, type GuardProps } from '../guard-function.ts'
import type { TriggerFunction } from '../trigger-function.ts'

export interface AppSyncGuardProps
  extends GuardProps, Required<Pick<GuardSetting, 'needs'>>, Pick<GuardSetting, 'fields'> {}

/**
 * `fields` need more than `needs`, such as `{ 'Mutation.deleteArticle': { groups: ['editors'] } }`. Where the app holds the
 * schema of the API, a field that it lacks fails the synthesis. An answer is never remembered beyond the end of its token.
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
    this.node.addValidation({
      validate: () =>
        this.findSchemas().flatMap((schema) => findUnknownFields(Object.keys(props.fields ?? {}), schema)),
    })
  }

  /** The schemas of the APIs that ask this guard, of all stacks of the app. */
  private findSchemas(): readonly string[] {
    const all = this.node.root.node.findAll()
    const isOurs = ({ lambdaAuthorizerConfig, additionalAuthenticationProviders }: CfnGraphQLApi): boolean =>
      [
        lambdaAuthorizerConfig,
        ...[additionalAuthenticationProviders].flat().map((each) => own(each, 'lambdaAuthorizerConfig')),
      ].some((config) => own(config, 'authorizerUri') === this.function.alias.functionArn)
    const apis = all.filter((each) => each instanceof CfnGraphQLApi).filter(isOurs)
    return all
      .filter((each) => each instanceof CfnGraphQLSchema)
      .filter(({ apiId }) => apis.some(({ attrApiId }) => attrApiId === apiId))
      .flatMap((schema) => {
        const definition: unknown = Stack.of(schema).resolve(schema.definition)
        return typeof definition === 'string' ? [definition] : []
      })
  }
}
