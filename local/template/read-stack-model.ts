/** Reads a synthesized stack into the model that the local stack runs. */
import { readAssembly, resourcesOf } from './assembly.ts'
import type { StackAssembly, TemplateResource } from './assembly.ts'
import { readDomain, readGroups, readResourceServers } from './read-pool-parts.ts'
import { readClients } from './read-clients.ts'
import { readFunctions } from './read-functions.ts'
import { readPermissions } from './read-permissions.ts'
import { readIdentityProviders } from './read-identity-providers.ts'
import { readGrantedSecrets, readSecretArns } from './read-secrets.ts'
import { readEventBus, readWorker } from './read-worker.ts'
import { localAccountId } from './local-ids.ts'
import { createResolver } from './create-resolver.ts'
import type { Resolver } from './resolver.ts'
import type { StackModel, TableModel, UserPoolModel } from './stack-model.ts'
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
  const pool = readUserPool(assembly, resolver)
  const domain = readDomain(assembly, resolver)
  const table = readTable(assembly, resolver)
  const worker = readWorker(assembly, resolver)
  const eventBus = readEventBus(assembly, resolver)
  return {
    region: resolver.region,
    accountId: localAccountId,
    stackName: assembly.stackName,
    functions: readFunctions(assembly, resolver, pool),
    permissions: readPermissions(assembly, resolver),
    userPool: pool,
    clients: readClients(assembly, resolver),
    groups: readGroups(assembly, resolver),
    resourceServers: readResourceServers(assembly, resolver),
    ...(domain === undefined ? {} : { domain }),
    table,
    ...(worker === undefined ? {} : { worker }),
    ...(eventBus === undefined ? {} : { eventBus }),
    identityProviders: readIdentityProviders(assembly, resolver),
    secretArns: readSecretArns(assembly, resolver),
    grantedSecrets: readGrantedSecrets(assembly, resolver),
  }
}

function readUserPool(assembly: StackAssembly, resolver: Resolver): UserPoolModel {
  const { logicalId } = findOnly(assembly, 'AWS::Cognito::UserPool')
  const { ref, attributes } = resolver.describe(logicalId, logicalId)
  return { id: ref, arn: attributes['Arn'] ?? '', properties: resolver.resolveProperties(logicalId) }
}

function readTable(assembly: StackAssembly, resolver: Resolver): TableModel {
  const { logicalId } = findOnly(assembly, 'AWS::DynamoDB::Table')
  const { ref, attributes } = resolver.describe(logicalId, logicalId)
  return { name: ref, arn: attributes['Arn'] ?? '', properties: resolver.resolveProperties(logicalId) }
}

function findOnly(assembly: StackAssembly, type: string): TemplateResource {
  const [first, second] = resourcesOf(assembly, type)
  if (first === undefined) {
    throw new TemplateError(
      `Stack ${assembly.stackName} holds no ${type}: add the CognitoTriggerSuite construct to it.`,
    )
  }
  if (second !== undefined) {
    throw new TemplateError(
      `Stack ${assembly.stackName} holds ${first.logicalId} and ${second.logicalId}, both of type ${type}, but one runs locally: move one to another stack.`,
    )
  }
  return first
}
