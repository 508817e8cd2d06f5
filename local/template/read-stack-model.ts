/** Reads a synthesized stack into the model that the local stack runs. */
import { readAssembly } from './assembly.ts'
import {
  readClients,
  readDomain,
  readGroups,
  readIdentityProviders,
  readResourceServers,
  readWithoutEffect,
} from './read-pool-parts.ts'
import { readFunctions } from './read-functions.ts'
import { readPermissions } from './read-permissions.ts'
import { readGrantedSecrets, readSecretArns } from './read-secrets.ts'
import { readEventBus, readWorker } from './read-worker.ts'
import { localAccountId } from './local-ids.ts'
import { createResolver } from './create-resolver.ts'
import type { LocalResource, Resolver } from './resolver.ts'
import type { StackModel } from './stack-model.ts'
import { TemplateError } from './template-error.ts'

export interface ReadOptions {
  /**
   * The Region that the local stack claims to be in.
   *
   * @default 'eu-west-1'
   */
  readonly region?: string
  /**
   * What client ids and secrets are derived from: the same seed gives the same ids.
   *
   * @default 'local'
   */
  readonly seed?: string
}

/**
 * Reads the stack that holds the user pool from a folder that `cdk synth` wrote.
 *
 * @throws TemplateError, one sentence that names the resource or property and what to do
 */
export function readStackModel(assemblyDir: string, options: ReadOptions = {}): StackModel {
  const assembly = readAssembly(assemblyDir)
  const resolver = createResolver(assembly, {
    region: options.region ?? 'eu-west-1',
    seed: options.seed ?? 'local',
  })
  const pool = findOnly(resolver, 'AWS::Cognito::UserPool')
  const userPool = { id: pool.ref, arn: pool.attributes['Arn'] ?? '', properties: pool.resolved }
  const domain = readDomain(resolver)
  const table = findOnly(resolver, 'AWS::DynamoDB::Table')
  const worker = readWorker(resolver)
  const eventBus = readEventBus(resolver)
  return {
    region: resolver.region,
    accountId: localAccountId,
    stackName: resolver.stackName,
    functions: readFunctions(assembly, resolver, userPool),
    permissions: readPermissions(resolver),
    userPool,
    clients: readClients(resolver),
    groups: readGroups(resolver),
    resourceServers: readResourceServers(resolver),
    ...(domain === undefined ? {} : { domain }),
    table: { name: table.ref, arn: table.attributes['Arn'] ?? '', properties: table.resolved },
    ...(worker === undefined ? {} : { worker }),
    ...(eventBus === undefined ? {} : { eventBus }),
    identityProviders: readIdentityProviders(resolver),
    secretArns: readSecretArns(resolver),
    grantedSecrets: readGrantedSecrets(resolver),
    withoutEffect: readWithoutEffect(resolver),
  }
}

function findOnly(resolver: Resolver, type: string): LocalResource {
  const [first, second] = resolver.resourcesOf(type)
  if (first === undefined) {
    throw new TemplateError(
      `Stack ${resolver.stackName} holds no ${type}: add the CognitoTriggerSuite construct to it.`,
    )
  }
  if (second !== undefined) {
    throw new TemplateError(
      `Stack ${resolver.stackName} holds ${first.logicalId} and ${second.logicalId}, both of type ${type}, but one runs locally: move one to another stack.`,
    )
  }
  return first
}
