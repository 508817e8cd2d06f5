/** Reads a synthesized stack into the model that the local stack runs. */
import { readCallers } from '../callers/read-callers.ts'
import { readAssembly, type StackAssembly } from './assembly.ts'
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
import { readGrantedSecrets, readSecretArns, readWrittenSecrets } from './read-secrets.ts'
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
  const resolver = createResolver(assembly, withDefaults(options))
  const table = findOnly(resolver, suiteTable)
  return { ...readParts(assembly, resolver), ...readWorkerPart(resolver), table: modelTable(table) }
}

/** Reads a stack that the suite did not make: it may have no table, and no worker.
 *
 * @throws TemplateError, one sentence that names the resource or property and what to do
 */
export function readOtherModel(assembly: StackAssembly, options: ReadOptions = {}): StackModel {
  const resolver = createResolver(assembly, { ...withDefaults(options), others: 'named' })
  const tables = [suiteTable, 'AWS::DynamoDB::Table'].flatMap((type) => resolver.resourcesOf(type))
  const [table = noTable, ...otherTables] = tables.map(modelTable)
  return { ...readParts(assembly, resolver), table, otherTables }
}

/** The type of the suite's table, whether it has replicas or not. */
const suiteTable = 'AWS::DynamoDB::GlobalTable'

/** The local stack has a table in any case. */
const noTable = {
  name: 'local',
  arn: `arn:aws:dynamodb:eu-west-1:${localAccountId}:table/local`,
  properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  },
}

function withDefaults({ region = 'eu-west-1', seed = 'local' }: ReadOptions) {
  return { region, seed }
}

function modelTable(table: LocalResource): StackModel['table'] {
  return { name: table.ref, arn: table.attributes['Arn'] ?? '', properties: table.resolved }
}

function readWorkerPart(resolver: Resolver): Pick<StackModel, 'worker'> {
  const worker = readWorker(resolver)
  return worker === undefined ? {} : { worker }
}

function readParts(assembly: StackAssembly, resolver: Resolver): Omit<StackModel, 'table' | 'worker'> {
  const pool = findOnly(resolver, 'AWS::Cognito::UserPool')
  const userPool = { id: pool.ref, arn: pool.attributes['Arn'] ?? '', properties: pool.resolved }
  const domain = readDomain(resolver)
  const eventBus = readEventBus(resolver)
  const callers = readCallers(resolver)
  const functions = readFunctions(assembly, resolver, userPool, callers.called)
  return {
    region: resolver.region,
    accountId: localAccountId,
    stackName: resolver.stackName,
    functions,
    permissions: readPermissions(resolver),
    userPool,
    clients: readClients(resolver),
    groups: readGroups(resolver),
    resourceServers: readResourceServers(resolver),
    ...(domain === undefined ? {} : { domain }),
    ...(eventBus === undefined ? {} : { eventBus }),
    identityProviders: readIdentityProviders(resolver),
    secretArns: readSecretArns(resolver),
    writtenSecrets: readWrittenSecrets(resolver),
    grantedSecrets: readGrantedSecrets(resolver),
    ...(Object.keys(callers.models).length === 0 ? {} : { callers: callers.models }),
    withoutEffect: [
      ...readWithoutEffect(resolver),
      ...callers.withoutEffect,
      ...callers.called
        .filter((arn) => !functions.some(({ functionArn }) => functionArn === arn))
        .map((arn) => `${arn}, whose code is not in this stack,`),
    ],
  }
}

function findOnly(resolver: Resolver, type: string): LocalResource {
  const [first, second] = resolver.resourcesOf(type)
  if (first === undefined) {
    throw new TemplateError(
      `Stack ${resolver.stackName} holds no ${type}: ${resolver.others === 'named' ? 'name a template with one' : 'add the CognitoTriggerSuite construct to it'}.`,
    )
  }
  if (second !== undefined) {
    throw new TemplateError(
      `Stack ${resolver.stackName} holds ${first.logicalId} and ${second.logicalId}, both of type ${type}, but one runs locally: move one to another stack.`,
    )
  }
  return first
}
