/** Reads a CloudFormation template that stands alone, with the code of its functions. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { readJsonObjectFile } from '@cognito-trigger-suite/triggers/internal/build/text-file'
import {
  type AssetSource,
  readAssets,
  readStacks,
  readTemplate,
  type StackAssembly,
  type TemplateResource,
} from '../template/assembly.ts'
import { isJsonObject, type JsonObject, readField } from '../template/fields.ts'
import { TemplateError } from '../template/template-error.ts'

/** Code is an asset of the CDK beside the template, a folder by its path, or text (`ZipFile`), which is written to
 * `scratch`.
 * @throws TemplateError with one sentence */
export async function readTemplateFile(file: string, scratch: string): Promise<StackAssembly> {
  const path = resolve(file)
  const folder = dirname(path)
  const stackName = basename(path).replace(/(\.template)?\.json$/, '')
  const read = await readOwnTemplate(parse(path), { stackName, folder, scratch })
  const stacks = existsSync(join(folder, 'manifest.json')) ? readStacks(folder) : []
  const neighbours = stacks.filter(({ file: each }) => each !== basename(path))
  if (neighbours.length === stacks.length) return read
  return { ...read, neighbours, assets: new Map([...(stacks[0]?.assets ?? []), ...read.assets]) }
}

/** The same of a template in memory; `folder` is where its paths begin. */
export async function readOwnTemplate(
  template: JsonObject,
  {
    stackName,
    folder,
    scratch,
  }: { readonly stackName: string; readonly folder: string; readonly scratch: string },
): Promise<StackAssembly> {
  const read = readTemplate(template, stackName)
  const sam = [...read.resources.values()].find(({ type }) => type.startsWith('AWS::Serverless::'))
  if (sam !== undefined) {
    throw new TemplateError(
      `${sam.logicalId} is an ${sam.type}, which SAM turns into others only at the deployment: name the files of its handlers as triggers instead.`,
    )
  }
  const manifest = `${stackName}.assets.json`
  const assets = new Map<string, AssetSource>(
    existsSync(join(folder, manifest)) ? readAssets(folder, manifest) : [],
  )
  const resources = new Map(read.resources)
  for (const [logicalId, resource] of read.resources) {
    if (resource.type !== 'AWS::Lambda::Function') continue
    const code = await placeCode(resource, folder, join(scratch, logicalId))
    if (code === undefined) continue
    assets.set(code, { path: code, packaging: 'zip' })
    resources.set(logicalId, { ...resource, properties: { ...resource.properties, Code: { S3Key: code } } })
  }
  return { ...read, resources, assets }
}

/** The folder of code that is no asset; undefined for an asset. */
async function placeCode(
  { properties }: TemplateResource,
  folder: string,
  scratch: string,
): Promise<string | undefined> {
  const code = readField(properties, 'Code')
  if (typeof code === 'string') return resolve(folder, code)
  const text = isJsonObject(code) ? readField(code, 'ZipFile') : undefined
  if (typeof text !== 'string') return undefined
  await mkdir(scratch, { recursive: true })
  // CloudFormation gives it this name.
  await writeFile(join(scratch, 'index.js'), text)
  return scratch
}

function parse(path: string): JsonObject {
  return readJsonObjectFile(
    path,
    (sentence, cause) =>
      new TemplateError(
        sentence
          .replace('is no valid JSON', 'is no CloudFormation template in JSON')
          .replace(
            'correct or restore it',
            'correct it, convert one in YAML first, or name the files of its handlers as triggers',
          ),
        { cause },
      ),
  )
}
