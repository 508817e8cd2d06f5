/** Reads the triggers' functions: settings, code folder, environment and aliases. */
import { statSync } from 'node:fs'

import type { AssetSource, StackAssembly } from './assembly.ts'
import {
  type JsonObject,
  isJsonObject,
  readField,
  readNumber,
  readObject,
  readOptionalString,
  readString,
  readStringMap,
} from './fields.ts'
import { readTriggerTag } from './local-values.ts'
import type { LocalResource, Resolver } from './resolver.ts'
import type { FunctionModel, StackModel, UserPoolModel } from './stack-model.ts'
import { TemplateError } from './template-error.ts'

/** A function is a trigger's when its tag says so or when the pool calls it. `called` are those of other callers, by ARN. */
export function readFunctions(
  assembly: StackAssembly,
  resolver: Resolver,
  pool: UserPoolModel,
  called: readonly string[],
): readonly FunctionModel[] {
  const wired = readWiredTriggers(pool)
  const aliases = readAliases(resolver)
  const versions = new Set(resolver.resourcesOf('AWS::Lambda::Version').map(({ ref }) => ref))
  const all = resolver.resourcesOf('AWS::Lambda::Function')
  const elsewhere = findElsewhere(resolver, all, called)
  const functions = [...all, ...elsewhere].flatMap((resource) => {
    const arn = resource.attributes['Arn'] ?? ''
    const named = readTriggerTag(resource, resolver) ?? wired.get(arn)
    const trigger = named ?? (called.includes(arn) ? resource.ref : undefined)
    if (trigger === undefined) return []
    const isOwn = resolver.others === 'named'
    // A stack that the suite did not make may have functions that do not run here. The pool does not need them.
    if (
      named === undefined &&
      isOwn &&
      findCode(assembly, resource.resolved, resource.logicalId) === undefined
    )
      return []
    const isPublished = elsewhere.includes(resource) || (versions.has(`${arn}:1`) && !aliases.has(arn))
    const model = readFunction(assembly, resource, { trigger, aliases: aliases.get(arn) ?? [], isOwn })
    return [isPublished ? { ...model, isPublished } : model]
  })
  demandKnownTargets({ userPool: pool, functions })
  requireDistinctTriggers(functions.filter(({ functionArn }) => !called.includes(functionArn)))
  return functions
}

/** What a distribution calls, by a version, in another stack. */
function findElsewhere(
  { neighbours }: Resolver,
  here: readonly LocalResource[],
  called: readonly string[],
): readonly LocalResource[] {
  const missing = called.filter((arn) => !here.some(({ attributes }) => attributes['Arn'] === arn))
  if (missing.length === 0) return []
  return neighbours
    .flatMap(({ resourcesOf }) => resourcesOf('AWS::Lambda::Function'))
    .filter(({ attributes }) => missing.includes(attributes['Arn'] ?? ''))
}

/** `PreTokenGenerationConfig` and `PreTokenGeneration` are both `pre-token-generation`. */
function toTriggerName(lambdaConfigKey: string): string {
  return lambdaConfigKey
    .replace(/Config$/, '')
    .replaceAll(/(?!^)([A-Z])/g, '-$1')
    .toLowerCase()
}

function readFunction(
  assembly: StackAssembly,
  { logicalId, ref, attributes, resolved: properties }: LocalResource,
  { trigger, aliases, isOwn }: Pick<FunctionModel, 'trigger' | 'aliases'> & { readonly isOwn: boolean },
): FunctionModel {
  const logging = readObject(properties, 'LoggingConfig', logicalId)
  const logFormat = readOptionalString(logging, 'LogFormat', logicalId)
  const environment = readObject(properties, 'Environment', logicalId)
  return {
    logicalId,
    trigger,
    functionName: ref,
    functionArn: attributes['Arn'] ?? '',
    handler: readString(properties, 'Handler', logicalId),
    runtime: readString(properties, 'Runtime', logicalId),
    codeDir: readCodeDir(assembly, logicalId, properties, isOwn),
    // Lambda's defaults.
    memoryMb: readNumber(properties, 'MemorySize', 128, logicalId),
    timeoutS: readNumber(properties, 'Timeout', 3, logicalId),
    environment: readStringMap(environment, 'Variables', `${logicalId}.Environment`),
    aliases,
    ...(logFormat === 'Text' || logFormat === 'JSON' ? { logFormat } : {}),
  }
}

function readCodeDir(
  assembly: StackAssembly,
  logicalId: string,
  properties: JsonObject,
  isOwn: boolean,
): string {
  const asset = findCode(assembly, properties, logicalId)
  if (asset === undefined) {
    throw new TemplateError(
      isOwn
        ? `The code of function ${logicalId} is no folder that the template names: name its folder as Code, or give its text as ZipFile.`
        : `The code of function ${logicalId} is no folder of this app: use Code.fromAsset with the folder that \`npm run build\` writes.`,
    )
  }
  if (statSync(asset.path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new TemplateError(
      `The code folder ${asset.path} of function ${logicalId} is missing: ${isOwn ? 'make it, or name another' : 'run `npm run build` and synthesize again'}.`,
    )
  }
  return asset.path
}

function findCode(
  assembly: StackAssembly,
  properties: JsonObject,
  logicalId: string,
): AssetSource | undefined {
  const key = readField(readObject(properties, 'Code', logicalId), 'S3Key')
  const asset = typeof key === 'string' ? assembly.assets.get(key) : undefined
  return asset?.packaging === 'zip' ? asset : undefined
}

/** Which trigger the pool calls each function for, by the function's ARN without qualifier. */
function readWiredTriggers(pool: UserPoolModel): ReadonlyMap<string, string> {
  const config = readObject(pool.properties, 'LambdaConfig', 'UserPool')
  return new Map(
    Object.entries(config).flatMap(([key, value]) => {
      const target = isJsonObject(value) ? readField(value, 'LambdaArn') : value
      return typeof target === 'string' && target.includes(':function:')
        ? [[target.split(':').slice(0, 7).join(':'), toTriggerName(key)] as const]
        : []
    }),
  )
}

function readAliases(resolver: Resolver): ReadonlyMap<string, readonly string[]> {
  const aliases = new Map<string, readonly string[]>()
  for (const { ref } of resolver.resourcesOf('AWS::Lambda::Alias')) {
    const parts = ref.split(':')
    const arn = parts.slice(0, 7).join(':')
    aliases.set(arn, [...(aliases.get(arn) ?? []), parts.slice(7).join(':')])
  }
  return aliases
}

/** @throws TemplateError when the pool calls a function that is not there */
export function demandKnownTargets({
  userPool,
  functions,
}: Pick<StackModel, 'userPool' | 'functions'>): void {
  for (const [arn, trigger] of readWiredTriggers(userPool)) {
    if (functions.some(({ functionArn }) => functionArn === arn)) continue
    throw new TemplateError(
      `LambdaConfig of the user pool calls ${arn} for ${trigger}, which this stack does not hold: add the function to the stack or remove the trigger.`,
    )
  }
}

function requireDistinctTriggers(functions: readonly FunctionModel[]): void {
  for (const [index, { trigger, logicalId }] of functions.entries()) {
    const other = functions.slice(index + 1).find((candidate) => candidate.trigger === trigger)
    if (other === undefined) continue
    throw new TemplateError(
      `Functions ${logicalId} and ${other.logicalId} are both the ${trigger} trigger: remove one, or correct its suite:trigger tag.`,
    )
  }
}
