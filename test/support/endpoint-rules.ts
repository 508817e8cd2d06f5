/** AWS's endpoint rules of services whose SDK the project does not install: they stand in the text of AWS's own tool. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { isObject } from '../../triggers/core/json.ts'

interface Rules {
  readonly conditions: readonly unknown[]
  readonly results: readonly unknown[]
  /** Three numbers a node: the condition, and where to go when it holds and when it does not. */
  readonly nodes: readonly number[]
  readonly root: number
}

export interface AskedEndpoint {
  readonly region: string
  readonly useFipsEndpoint: boolean
  readonly useDualstackEndpoint: boolean
}

/** A number from here on is the index of a result. */
const firstResult = 1e8

const partitions = [
  { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn', dualStackDnsSuffix: 'api.amazonwebservices.com.cn' },
  { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com', dualStackDnsSuffix: 'api.aws' },
  { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu', dualStackDnsSuffix: 'api.amazonwebservices.eu' },
  { name: 'aws', dnsSuffix: 'amazonaws.com', dualStackDnsSuffix: 'api.aws' },
] as const
const partitionOf = (region: string) =>
  partitions.find(({ name }) => region.startsWith(name.replace(/^aws-?/, ''))) ?? partitions[3]

/** The host names by the rules of the service whose FIPS hosts begin with `<service>-fips.`.
 * @throws Error when the tool does not have them in the known form */
export function readEndpointRules(service: string): (asked: AskedEndpoint) => string {
  const tool = readFileSync(join(import.meta.dirname, '../../node_modules/aws-cdk/lib/index.js'), 'utf8')
  const form =
    /((?: +var \w+ = [^\n]+;\n)+) +var (_data\d*) = (\{\n(?:(?!\n {4}\};)[^])*\n {4}\});\n +var root\d* = (\d+);\n( +var r\d* = 1e8;)\n +var nodes\d* = new Int32Array\((\[[^\]]*\])\)/
  // The form alone takes half a minute to find them in 15 MB.
  const place = tool.indexOf(`"https://${service}-fips.`)
  const found = form.exec(tool.slice(Math.max(0, place - 5_000), place + 5_000))
  if (!found?.[3]?.includes(`"https://${service}-fips.`))
    throw new Error(`aws-cdk has no endpoint rules of ${service} in the known form.`)
  const [, names, , data, root, first, nodes] = found
  const made: unknown = runInNewContext(`${names}${first}\n;({ ...${data}, root: ${root}, nodes: ${nodes} })`)
  const rules = parseRules(made)
  return (asked) => hostOf(rules, asked)
}

function parseRules(made: unknown): Rules {
  const { conditions, results, nodes, root } = isObject(made) ? made : {}
  if (!Array.isArray(conditions) || !Array.isArray(results) || !Array.isArray(nodes))
    throw new Error('The endpoint rules of aws-cdk have another form.')
  return { conditions, results, nodes: nodes.map(Number), root: Number(root) }
}

function hostOf(
  { conditions, results, nodes, root }: Rules,
  { region, useFipsEndpoint, useDualstackEndpoint }: AskedEndpoint,
): string {
  const partition = partitionOf(region)
  const holds = (condition: string): boolean => {
    if (condition.includes('"Endpoint"')) return false
    if (condition.includes('"UseFIPS"')) return useFipsEndpoint
    if (condition.includes('"UseDualStack"')) return useDualstackEndpoint
    const only = /^\["stringEquals",.*"Region".*"([\w-]+)"\]\]$/.exec(condition)?.[1]
    if (only !== undefined) return only === region
    const name = /^\["stringEquals",.*"(aws[\w-]*)"\]\]$/.exec(condition)?.[1]
    return name === undefined || name === partition.name
  }
  let at = root
  while (at < firstResult) {
    const index = (Math.abs(at) - 1) * 3
    const [condition = 0, yes = 0, no = 0] = nodes.slice(index, index + 3)
    at = holds(JSON.stringify(conditions[condition])) === at > 0 ? yes : no
  }
  const result: unknown = results[at - firstResult]
  return String(Array.isArray(result) ? result[0] : result)
    .replace('https://', '')
    .replace('{Region}', region)
    .replace('{PartitionResult#dnsSuffix}', partition.dnsSuffix)
    .replace('{PartitionResult#dualStackDnsSuffix}', partition.dualStackDnsSuffix)
}
