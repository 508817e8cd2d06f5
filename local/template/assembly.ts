/** Reads what `cdk synth` wrote: the manifest, the one stack that holds a user pool, and its assets. */
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

import {
  type JsonObject,
  isJsonObject,
  readField,
  readObject,
  readOptionalString,
  readString,
} from './fields.ts'
import { TemplateError } from './template-error.ts'

export interface TemplateResource {
  readonly logicalId: string
  readonly type: string
  /** Not resolved. */
  readonly properties: JsonObject
  /** The one without which the resource is not there. */
  readonly condition?: string
}

export interface StackAssembly {
  readonly stackName: string
  readonly resources: ReadonlyMap<string, TemplateResource>
  readonly parameters: JsonObject
  readonly conditions: JsonObject
  readonly assets: ReadonlyMap<string, AssetSource>
  /** The other stacks of the same app, which share the assets. Default none. */
  readonly neighbours?: readonly StackAssembly[]
}

/** Where the content of an asset lies, by its key in the asset bucket. */
export interface AssetSource {
  /** Absolute. */
  readonly path: string
  readonly packaging: string
}

const stackType = 'aws:cloudformation:stack'
const assetManifestType = 'cdk:asset-manifest'
const userPoolType = 'AWS::Cognito::UserPool'

/**
 * Reads the stack that holds the user pool.
 *
 * @throws TemplateError when the folder is not a cloud assembly, has no pool, or has pools in more than one stack
 */
export function readAssembly(assemblyDir: string): StackAssembly {
  const all = readStacks(assemblyDir)
  const [stack, second] = all.filter(({ resources }) =>
    [...resources.values()].some(({ type }) => type === userPoolType),
  )
  if (stack === undefined) {
    throw new TemplateError(
      `No stack in ${assemblyDir} holds an ${userPoolType}: add the CognitoTriggerSuite construct to a stack of infra/app.ts.`,
    )
  }
  if (second !== undefined) {
    throw new TemplateError(
      `Stacks ${stack.stackName} and ${second.stackName} both hold an ${userPoolType}, but one pool runs locally: synthesize one stage.`,
    )
  }
  return { ...stack, neighbours: all.filter((each) => each !== stack) }
}

/** Every stack of a cloud assembly, with the name of its template's file. */
export function readStacks(assemblyDir: string): readonly (StackAssembly & { readonly file: string })[] {
  const manifest = readJson(join(assemblyDir, 'manifest.json'))
  const artifacts = Object.entries(readObject(manifest, 'artifacts', 'manifest.json')).map(([id, value]) => {
    const artifact = isJsonObject(value) ? value : {}
    return { id, type: readField(artifact, 'type'), properties: readObject(artifact, 'properties', id) }
  })
  const assets = new Map(
    artifacts
      .filter(({ type }) => type === assetManifestType)
      .flatMap(({ id, properties }) => readAssets(assemblyDir, readString(properties, 'file', id))),
  )
  return artifacts
    .filter(({ type }) => type === stackType)
    .map(({ id, properties }) => {
      const file = readString(properties, 'templateFile', id)
      const stackName = readOptionalString(properties, 'stackName', id) ?? id
      return { ...readTemplate(readJson(join(assemblyDir, file)), stackName), file, assets }
    })
}

export function readTemplate(template: JsonObject, stackName: string): Omit<StackAssembly, 'assets'> {
  const resources = Object.entries(readObject(template, 'Resources', stackName)).map(([logicalId, value]) => {
    const resource = isJsonObject(value) ? value : {}
    const condition = readOptionalString(resource, 'Condition', logicalId)
    return {
      ...(condition !== undefined && { condition }),
      logicalId,
      type: readString(resource, 'Type', logicalId),
      properties: readObject(resource, 'Properties', logicalId),
    }
  })
  return {
    stackName,
    resources: new Map(resources.map((resource) => [resource.logicalId, resource])),
    parameters: readObject(template, 'Parameters', stackName),
    conditions: readObject(template, 'Conditions', stackName),
  }
}

export function readAssets(assemblyDir: string, file: string): readonly (readonly [string, AssetSource])[] {
  const files = readObject(readJson(join(assemblyDir, file)), 'files', file)
  return Object.entries(files).flatMap(([hash, value]) => {
    const asset = isJsonObject(value) ? value : {}
    const source = readObject(asset, 'source', hash)
    const entry = {
      path: resolve(assemblyDir, readString(source, 'path', hash)),
      packaging: readString(source, 'packaging', hash),
    }
    return Object.values(readObject(asset, 'destinations', hash))
      .filter(isJsonObject)
      .map((destination) => [readString(destination, 'objectKey', hash), entry] as const)
  })
}

function readJson(path: string): JsonObject {
  const value = parse(readText(path), path)
  if (!isJsonObject(value))
    throw new TemplateError(`${path} holds no JSON object: delete its folder and synthesize again.`)
  return value
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new TemplateError(`${basename(path)} cannot be read from ${path}: run \`npm run synth\` first.`, {
      cause: error,
    })
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new TemplateError(`${path} is not valid JSON: delete its folder and synthesize again.`, {
      cause: error,
    })
  }
}
