/** Resolves CloudFormation's intrinsic functions to local values; one that it does not know is an error. */
import type { StackAssembly, TemplateResource } from './assembly.ts'
import { readConditions } from './conditions.ts'
import { isJsonObject, readField, readObject } from './fields.ts'
import { localAccountId } from './local-ids.ts'
import { describeLocally } from './local-values.ts'
import type { LocalResource, LocalValue, Resolver, ResolverOptions } from './resolver.ts'
import { TemplateError } from './template-error.ts'

const noValue = Symbol('AWS::NoValue')

export function createResolver(assembly: StackAssembly, options: ResolverOptions): Resolver {
  const neighbours: Resolver[] = []
  for (const each of assembly.neighbours ?? []) {
    const seed = `${options.seed}:${each.stackName}`
    neighbours.push(createOne(each, { ...options, seed, others: 'named' }, neighbours))
  }
  return createOne(assembly, options, neighbours)
}

function createOne(
  assembly: StackAssembly,
  options: ResolverOptions,
  neighbours: readonly Resolver[],
): Resolver {
  const { stackName, resources, parameters, conditions } = assembly
  const described = new Map<string, LocalValue>()
  const underWay = new Set<string>()
  const pseudo = new Map<string, unknown>([
    ['AWS::Region', options.region],
    ['AWS::AccountId', localAccountId],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', stackName],
    ['AWS::StackId', `arn:aws:cloudformation:${options.region}:${localAccountId}:stack/${stackName}/local`],
    ['AWS::NoValue', noValue],
  ])

  function describe(logicalId: string, where: string): LocalValue {
    const known = described.get(logicalId)
    if (known !== undefined) return known
    const resource = resources.get(logicalId)
    if (resource === undefined) {
      throw new TemplateError(
        `${where} refers to ${logicalId}, which the template does not hold: add it, or remove the reference.`,
      )
    }
    if (!isThere(resource)) {
      throw new TemplateError(
        `${where} refers to ${logicalId}, which is not there, since its condition ${resource.condition} is false: choose by Fn::If.`,
      )
    }
    if (underWay.has(logicalId))
      throw new TemplateError(`${where} refers to ${logicalId}, which refers back to it: break the cycle.`)
    underWay.add(logicalId)
    const value = describeLocally(resource, resolver, where)
    described.set(logicalId, value)
    return value
  }

  function resolveRef(name: unknown, where: string): unknown {
    if (typeof name !== 'string') throw malformed('Ref', where)
    if (pseudo.has(name)) return pseudo.get(name)
    if (!Object.hasOwn(parameters, name)) return describe(name, where).ref
    const value = readField(readObject(parameters, name, 'Parameters'), 'Default')
    if (value === undefined)
      throw new TemplateError(`${where} needs parameter ${name}, which has no default: give it one.`)
    return value
  }

  function resolveGetAtt(argument: unknown, where: string): unknown {
    const [logicalId, attribute] = typeof argument === 'string' ? splitOnce(argument, '.') : asList(argument)
    if (typeof logicalId !== 'string' || typeof attribute !== 'string') throw malformed('Fn::GetAtt', where)
    const value = describe(logicalId, where).attributes[attribute]
    if (value === undefined && options.others === 'named') return `${stackName}-${logicalId}-${attribute}`
    if (value === undefined) {
      throw new TemplateError(
        `${where} uses ${logicalId}.${attribute}, which has no local value: use another attribute or leave it out.`,
      )
    }
    return value
  }

  function resolveSub(argument: unknown, where: string): string {
    const [text, given] = typeof argument === 'string' ? [argument, {}] : asList(argument)
    if (typeof text !== 'string' || !isJsonObject(given)) throw malformed('Fn::Sub', where)
    return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`
      if (Object.hasOwn(given, name)) return asText(resolve(given[name], where), where)
      return asText(name.includes('.') ? resolveGetAtt(name, where) : resolveRef(name, where), where)
    })
  }

  function resolveIntrinsic(name: string, argument: unknown, where: string): unknown {
    switch (name) {
      case 'Ref':
        return resolveRef(argument, where)
      case 'Fn::GetAtt':
        return resolveGetAtt(argument, where)
      case 'Fn::Sub':
        return resolveSub(argument, where)
      case 'Fn::Join': {
        const [separator, parts] = asList(argument)
        if (typeof separator !== 'string') throw malformed(name, where)
        return asList(resolve(parts, where))
          .map((part) => asText(part, where))
          .join(separator)
      }
      case 'Fn::Split': {
        const [separator, text] = asList(argument)
        if (typeof separator !== 'string') throw malformed(name, where)
        return asText(resolve(text, where), where).split(separator)
      }
      case 'Fn::Select': {
        const [index, list] = asList(argument)
        const chosen = asList(resolve(list, where))[Number(index)]
        if (chosen === undefined) throw malformed(name, where)
        return chosen
      }
      case 'Fn::If': {
        const [condition, ...values] = asList(argument)
        if (typeof condition !== 'string' || values.length !== 2) throw malformed(name, where)
        return resolve(values[holds(condition, where) ? 0 : 1], where)
      }
      default:
        throw new TemplateError(
          `${where} uses ${name}, which the local stack cannot resolve: use a literal, Ref, Fn::GetAtt, Fn::If, Fn::Join or Fn::Sub.`,
        )
    }
  }

  function resolve(value: unknown, where: string): unknown {
    if (typeof value === 'string' && value.includes('{{resolve:')) {
      throw new TemplateError(
        `${where} is a dynamic reference, which the local stack cannot resolve: use a literal or Ref.`,
      )
    }
    if (Array.isArray(value)) {
      return value
        .map((item, index) => resolve(item, `${where}[${index}]`))
        .filter((item) => item !== noValue)
    }
    if (!isJsonObject(value)) return value
    const entries = Object.entries(value)
    const [name, argument] = entries[0] ?? ['', undefined]
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::')))
      return resolveIntrinsic(name, argument, where)

    return Object.fromEntries(
      entries
        .map(([key, item]) => [key, resolve(item, `${where}.${key}`)] as const)
        .filter(([, item]) => item !== noValue),
    )
  }

  const holds = readConditions(conditions, resolve)
  const isThere = ({ condition, logicalId }: TemplateResource): boolean =>
    condition === undefined || holds(condition, logicalId)

  function makeLocal(resource: TemplateResource): LocalResource {
    const { logicalId, properties } = resource
    return {
      ...resource,
      get ref() {
        return describe(logicalId, logicalId).ref
      },
      get attributes() {
        return describe(logicalId, logicalId).attributes
      },
      get resolved() {
        const resolved = resolve(properties, logicalId)
        return isJsonObject(resolved) ? resolved : {}
      },
    }
  }

  const resourcesOf = (type: string): readonly LocalResource[] =>
    [...resources.values()].filter((resource) => resource.type === type && isThere(resource)).map(makeLocal)
  const resolver: Resolver = { ...options, stackName, neighbours, resolve, resourcesOf }
  return resolver
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function asText(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  throw new TemplateError(
    `${where} puts a value that is not a text into a string: correct it in the template.`,
  )
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

function malformed(name: string, where: string): TemplateError {
  return new TemplateError(`${where} holds a malformed ${name}: correct it where the template is made.`)
}
